package org.vaelab.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.inference.Amortized;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
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

  Vae model() {
    return new Vae(
        task.dataSize(),
        task.latentSize(),
        task.hidden().reversed(),
        Activation.TANH,
        new Likelihood.Bernoulli());
  }

  DiagonalGaussianFamily family() {
    return new DiagonalGaussianFamily();
  }

  Amortized encoder() {
    return new Amortized(
        family(), task.dataSize(), task.latentSize(), task.hidden(), Activation.TANH);
  }

  /// θ and λ, in the order of the trainer.
  List<ParameterSpec> allParameters() {
    return encoder().parametersWith(model());
  }

  /// Row-major values by name. Biases are not zero, or nobody would miss them.
  static Map<String, float[]> values(List<ParameterSpec> specs) {
    var noise = NoiseSource.of(SEED, Purpose.INITIALISATION);
    Map<String, float[]> values = new LinkedHashMap<>();
    for (ParameterSpec spec : specs) {
      RandomGenerator generator = noise.at(spec.name().hashCode());
      float[] value = spec.initialiser().draw(spec.shape(), generator);
      if (spec.shape()[0] == 1) {
        for (int i = 0; i < value.length; i++) {
          value[i] = (float) (0.1 * generator.nextGaussian());
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

  /// Rows (μ, log σ) `[count, 2Z]` that are no special point of anything.
  float[] phi(int count) {
    RandomGenerator generator = NoiseSource.of(SEED, Purpose.PILOT).at(0);
    int size = task.latentSize();
    float[] phi = new float[Math.multiplyExact(count, 2 * size)];
    for (int i = 0; i < phi.length; i++) {
      double normal = generator.nextGaussian();
      phi[i] = (float) (i % (2 * size) < size ? 0.5 * normal : -1 + 0.1 * normal);
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
