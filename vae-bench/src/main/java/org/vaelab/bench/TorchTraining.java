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

/// Training of encoder and decoder on minibatches that are gathered from the data set in an order
/// drawn for each epoch, with noise of libtorch's own generator.
final class TorchTraining implements Workload {
  private final Torch torch;
  private final Task task;
  private final List<ParameterSpec> specs;
  private final List<Torch.Layer> decoder;
  private final List<Torch.Layer> encoder;
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
    specs = fixture.allParameters();
    Map<String, float[]> values = Fixture.values(specs);
    decoder = torch.layers("decoder", specs, values);
    encoder = torch.layers("encoder", specs, values);
    data = torch.manager().create(fixture.x(points), new Shape(points, task.dataSize()));
    adam = new TorchAdam(torch, flat(decoder, encoder));
  }

  private static List<NDArray> flat(List<Torch.Layer> decoder, List<Torch.Layer> encoder) {
    List<NDArray> arrays = new ArrayList<>();
    for (List<Torch.Layer> layers : List.of(decoder, encoder)) {
      for (Torch.Layer layer : layers) {
        arrays.add(layer.weights());
        arrays.add(layer.bias());
      }
    }
    return arrays;
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
        NDArray noise = step.randomNormal(new Shape(task.batch(), task.latentSize()));
        lossSum += step(step, x, noise);
      }
    }
  }

  /// @return the mean loss before the step
  private float step(NDManager step, NDArray x, NDArray noise) {
    List<Torch.Layer> decoderLeaves = Torch.leaves(step, decoder);
    List<Torch.Layer> encoderLeaves = Torch.leaves(step, encoder);
    JniUtils.setGradMode(true);
    NDArray phi = Torch.apply(encoderLeaves, x);
    NDArray loss = torch.loss(decoderLeaves, x, phi, noise).div(task.batch());
    Torch.backward(step, loss);
    JniUtils.setGradMode(false);
    adam.descend(flat(decoderLeaves, encoderLeaves));
    return loss.getFloat();
  }

  static Numbers check(Torch torch, Fixture fixture) {
    Task task = fixture.task();
    int batch = task.batch();
    Map<String, float[]> direct = new LinkedHashMap<>();
    var source = Fixture.noise(Purpose.TRAINING);
    try (var training = new TorchTraining(torch, fixture, batch)) {
      float[] elbos = new float[Fixture.CHECKED_STEPS];
      for (int i = 0; i < elbos.length; i++) {
        try (NDManager step = torch.manager().newSubManager()) {
          float[] noise = source.gaussian(i, Fixture.identities(batch), 0, 1, task.latentSize());
          NDArray epsilon = step.create(noise, new Shape(batch, task.latentSize()));
          elbos[i] = -training.step(step, training.data, epsilon);
        }
        if (i == 0) {
          // The first moment after one step is (1 − β₁) times the gradient of the loss.
          float share = (float) -(1 - Adam.standard().beta1());
          training
              .named(training.adam.firstMoments())
              .forEach(
                  (name, moment) -> {
                    for (int j = 0; j < moment.length; j++) {
                      moment[j] /= share;
                    }
                    direct.put("the gradient of " + name, moment);
                  });
        }
      }
      direct.put("the ELBO", elbos);
      return new Numbers(direct, training.named(flat(training.decoder, training.encoder)));
    }
  }

  /// Values in the toolkit's layout, by the toolkit's names.
  private Map<String, float[]> named(List<NDArray> arrays) {
    Map<String, float[]> named = new LinkedHashMap<>();
    for (int i = 0; i < arrays.size(); i++) {
      NDArray array = arrays.get(i);
      boolean weights = array.getShape().dimension() == 2;
      named.put(specs.get(i).name(), (weights ? array.transpose() : array).toFloatArray());
    }
    return named;
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
