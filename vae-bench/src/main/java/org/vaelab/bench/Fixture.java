package org.vaelab.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Weights, data and noise of a task: the same numbers for every engine.
record Fixture(Task task) {
  static final long SEED = 1;
  static final double RATE = 1e-3;
  static final LearningRate LEARNING_RATE = new LearningRate.Constant(RATE);

  /// Steps that are compared before timing.
  static final int CHECKED_STEPS = 3;

  /// Samples that are compared before timing.
  static final int CHECKED_SAMPLES = 200;

  private static final double SHARE_OF_ONES = 0.2;

  /// What the task trains.
  Trained trained() {
    return switch (task.architecture()) {
      case MLP -> new MlpVae(task);
      case CONVOLUTIONAL -> new ConvVae(task);
      case VAMP_PRIOR -> new VampVae(task);
      case MADE -> new MadeDensity(task);
      case PLANAR_FLOW, GAUSSIAN_MIXTURE -> throw none("trained");
    };
  }

  /// What the task infers z of.
  Inferred inferred() {
    return switch (task.architecture()) {
      case MLP -> new MlpVae(task);
      case PLANAR_FLOW -> new PlanarVae(task);
      case CONVOLUTIONAL, VAMP_PRIOR, MADE, GAUSSIAN_MIXTURE -> throw none("inferred");
    };
  }

  private IllegalArgumentException none(String done) {
    return new IllegalArgumentException(
        "There is no case in which %s is %s.".formatted(task.architecture(), done));
  }

  /// What the task needs of [TorchScript].
  String script() {
    return task.kind() == Task.Kind.TRAINING ? trained().script() : inferred().script();
  }

  /// P
  int rowSize() {
    return inferred().family().rowSize(task.latentSize());
  }

  /// Row-major values by name. None are zero, or nobody would miss them.
  static Map<String, float[]> values(List<ParameterSpec> specs) {
    var noise = NoiseSource.of(SEED, Purpose.INITIALISATION);
    Map<String, float[]> values = new LinkedHashMap<>();
    for (ParameterSpec spec : specs) {
      RandomGenerator generator = noise.at(spec.name().hashCode());
      float[] value = spec.initialiser().draw(spec.shape(), generator);
      boolean row = spec.shape()[0] == 1;
      if (row || IntStream.range(0, value.length).allMatch(i -> value[i] == 0)) {
        double scale = row ? 0.1 : 0.5 / Math.sqrt(spec.shape()[0]);
        for (int i = 0; i < value.length; i++) {
          value[i] = (float) (scale * generator.nextGaussian());
        }
      }
      values.put(spec.name(), value);
    }
    return values;
  }

  /// Bits `[count, D]`.
  float[] x(int count) {
    RandomGenerator generator = NoiseSource.of(SEED, Purpose.BINARISATION).at(0);
    float[] x = new float[Math.multiplyExact(count, task.dataSize())];
    for (int i = 0; i < x.length; i++) {
      x[i] = generator.nextDouble() < SHARE_OF_ONES ? 1 : 0;
    }
    return x;
  }

  /// Rows (μ, log σ, more) `[count, P]` that are no special point of anything.
  float[] phi(int count) {
    RandomGenerator generator = NoiseSource.of(SEED, Purpose.PILOT).at(0);
    int size = task.latentSize();
    int row = rowSize();
    float[] phi = new float[Math.multiplyExact(count, row)];
    for (int i = 0; i < phi.length; i++) {
      double normal = generator.nextGaussian();
      boolean logScale = i % row >= size && i % row < 2 * size;
      phi[i] = (float) (logScale ? -1 + 0.1 * normal : 0.5 * normal);
    }
    return phi;
  }

  static int[] identities(int count) {
    return IntStream.range(0, count).toArray();
  }

  static <P extends Purpose> NoiseSource<P> noise(P purpose) {
    return NoiseSource.of(SEED, purpose);
  }

  /// The data points with their bits.
  Points points(int count) {
    return Points.all(Observations.ofRows(x(count), task.dataSize()));
  }
}
