package org.vaelab.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.optimisation.Adam;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Training on minibatches that are gathered from the data set in an order
/// drawn for each epoch, with noise of libtorch's own generator.
final class TorchTraining implements Workload {
  private final Torch torch;
  private final Task task;
  private final Trained trained;
  private final List<ParameterSpec> specs;
  private final List<NDArray> parameters;
  private final List<NDArray> constants;
  private final NDArray data;
  private final TorchAdam adam;
  private final NoiseSource<Purpose.Shuffling> shuffling = Fixture.noise(Purpose.SHUFFLING);
  private int[] order;
  private int next;
  private long epoch;
  private float lossSum;

  TorchTraining(Torch torch, Fixture fixture, int points) {
    this.torch = torch;
    task = fixture.task();
    trained = fixture.trained();
    specs = trained.parameters();
    parameters = torch.parameters(specs, Fixture.values(specs));
    constants = trained.constants(torch.manager());
    data = torch.manager().create(fixture.x(points), new Shape(points, task.dataSize()));
    adam = new TorchAdam(torch, parameters);
  }

  @Override
  public void run() {
    for (int i = 0; i < task.units(); i++) {
      if (order == null || next + task.batch() > order.length) {
        order = shuffling.permutation((int) data.getShape().get(0), epoch++);
        next = 0;
      }
      int[] batch = Arrays.copyOfRange(order, next, next + task.batch());
      next += task.batch();
      try (NDManager step = torch.manager().newSubManager()) {
        NDArray x = data.get(step, new NDIndex("{}", step.create(batch)));
        NDArray noise = step.randomNormal(new Shape(task.batch(), trained.noiseSize()));
        lossSum += step(step, x, noise);
      }
    }
  }

  /// @return the mean loss before the step
  private float step(NDManager step, NDArray x, NDArray noise) {
    List<NDArray> leaves = Torch.leaves(step, parameters);
    List<NDArray> tensors = new ArrayList<>(leaves);
    tensors.addAll(constants);
    JniUtils.setGradMode(true);
    NDArray loss = trained.loss(torch, tensors, x, noise).div(task.batch());
    Torch.backward(step, loss);
    JniUtils.setGradMode(false);
    adam.descend(leaves);
    return loss.getFloat();
  }

  static Numbers check(Torch torch, Fixture fixture) {
    Task task = fixture.task();
    int batch = task.batch();
    int size = fixture.trained().noiseSize();
    Map<String, float[]> direct = new LinkedHashMap<>();
    var source = Fixture.noise(Purpose.TRAINING);
    try (var training = new TorchTraining(torch, fixture, batch)) {
      float[] elbos = new float[Fixture.CHECKED_STEPS];
      for (int i = 0; i < elbos.length; i++) {
        try (NDManager step = torch.manager().newSubManager()) {
          float[] noise = source.gaussian(i, Fixture.identities(batch), 0, 1, size);
          NDArray epsilon = step.create(noise, new Shape(batch, size));
          elbos[i] = -training.step(step, training.data, epsilon);
        }
        if (i == 0) {
          // The first moment after one step is (1 − β₁) times the gradient of the loss.
          float share = (float) -(1 - Adam.standard().beta1());
          Torch.named(training.specs, training.adam.firstMoments())
              .forEach(
                  (name, moment) -> {
                    for (int j = 0; j < moment.length; j++) {
                      moment[j] /= share;
                    }
                    direct.put(Numbers.gradientOf(name), moment);
                  });
        }
      }
      direct.put("the ELBO", elbos);
      return new Numbers(direct, Torch.named(training.specs, training.parameters));
    }
  }

  @Override
  public void close() {
    if (Float.isNaN(lossSum)) {
      throw new IllegalStateException("The loss of libtorch's training became NaN.");
    }
    adam.close();
    torch.close();
  }
}
