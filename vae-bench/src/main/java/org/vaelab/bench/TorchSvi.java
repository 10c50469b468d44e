package org.vaelab.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.random.Purpose;

/// The inner loop of SVI: φ alone requires gradients, so that autograd computes none of the
/// decoder's weights.
final class TorchSvi implements Workload {
  private final Torch torch;
  private final Task task;
  private final Inferred inferred;
  private final List<NDArray> tensors;
  private final float[] x;
  private final float[] phi;
  private float lossSum;

  TorchSvi(Torch torch, Fixture fixture) {
    this.torch = torch;
    task = fixture.task();
    inferred = fixture.inferred();
    List<ParameterSpec> specs = inferred.model().parameters();
    tensors = new ArrayList<>(torch.parameters(specs, Fixture.values(specs)));
    tensors.addAll(inferred.constants(torch.manager()));
    x = fixture.x(task.points());
    phi = fixture.phi(task.points());
  }

  @Override
  public void run() {
    int row = phi.length / task.points();
    for (int from = 0; from < task.points(); from += task.batch()) {
      int to = Math.min(task.points(), from + task.batch());
      try (NDManager visit = torch.manager().newSubManager()) {
        NDArray data =
            visit.create(
                Arrays.copyOfRange(x, from * task.dataSize(), to * task.dataSize()),
                new Shape(to - from, task.dataSize()));
        NDArray rows =
            visit.create(Arrays.copyOfRange(phi, from * row, to * row), new Shape(to - from, row));
        try (TorchAdam adam = new TorchAdam(torch, List.of(rows))) {
          for (int i = 0; i < Task.STEPS; i++) {
            try (NDManager step = visit.newSubManager()) {
              NDArray noise = step.randomNormal(new Shape(to - from, task.latentSize()));
              lossSum += step(step, data, rows, noise, adam);
            }
          }
        }
        System.arraycopy(rows.toFloatArray(), 0, phi, from * row, (to - from) * row);
      }
    }
  }

  /// @return the loss before the step, summed over the batch
  private float step(NDManager step, NDArray data, NDArray rows, NDArray noise, TorchAdam adam) {
    PtNDArray leaf = Torch.leaf(step, rows);
    JniUtils.setGradMode(true);
    NDArray loss = inferred.loss(torch, tensors, data, leaf, noise);
    Torch.backward(step, loss);
    JniUtils.setGradMode(false);
    adam.descend(List.of(leaf));
    return loss.getFloat();
  }

  static Numbers check(Torch torch, Fixture fixture) {
    Task task = fixture.task();
    int batch = task.batch();
    int row = fixture.rowSize();
    var source = Fixture.noise(Purpose.LOCAL_OPTIMISATION);
    NDArray rows = torch.manager().create(fixture.phi(batch), new Shape(batch, row));
    try (var svi = new TorchSvi(torch, new Fixture(task.withPoints(batch)));
        TorchAdam adam = new TorchAdam(torch, List.of(rows))) {
      NDArray data = torch.manager().create(svi.x, new Shape(batch, task.dataSize()));
      float elbo = 0;
      float[] norms = null;
      for (int i = 0; i < Fixture.CHECKED_STEPS; i++) {
        try (NDManager step = torch.manager().newSubManager()) {
          float[] noise = new float[batch * task.latentSize()];
          source.gaussian(0, i, Fixture.identities(batch), 1, task.latentSize(), noise);
          NDArray epsilon = step.create(noise, new Shape(batch, task.latentSize()));
          elbo -= svi.step(step, data, rows, epsilon, adam) / batch / Fixture.CHECKED_STEPS;
        }
        if (i == 0) {
          // The first moment after one step is a tenth of the gradient.
          norms =
              adam.firstMoments()
                  .getFirst()
                  .mul(10)
                  .square()
                  .sum(new int[] {1})
                  .sqrt()
                  .toFloatArray();
        }
      }
      return new Numbers(
          Map.of("the norms of the gradients of φ", norms, "the ELBO", new float[] {elbo}),
          Map.of("φ", rows.toFloatArray()));
    }
  }

  @Override
  public void close() {
    if (Float.isNaN(lossSum)) {
      throw new IllegalStateException("The loss of libtorch's SVI became NaN.");
    }
    torch.close();
  }
}
