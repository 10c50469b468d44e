package org.vaelab.bench;

import java.util.List;

/// A piece of work that every engine does alike: on bits and in float32, but for mixtures.
///
/// @param kind what is done
/// @param architecture with what
/// @param dataSize D
/// @param hidden widths of the encoder's hidden layers; the decoder has them in reverse
/// @param latentSize Z, or components of a mixture
/// @param points data points in all: the training set, or those inferred or evaluated in one run
/// @param batch data points per step
/// @param samples K samples of z per data point
public record Task(
    Kind kind,
    Architecture architecture,
    int dataSize,
    List<Integer> hidden,
    int latentSize,
    int points,
    int batch,
    int samples) {
  /// Steps that one run of a [Workload] takes, of training or on each batch of SVI.
  public static final int STEPS = 20;

  private static final int TRAINING_POINTS = 10_000;

  /// What is done.
  public enum Kind {
    /// A step on θ and λ: fresh noise, bound, gradients, Adam.
    TRAINING,
    /// A step on the φᵢ of a batch with θ frozen: fresh noise, bound, gradients, Adam.
    SVI,
    /// log p̂(x) of all points by importance sampling.
    LIKELIHOOD,
    /// A mixture of Gaussians fitted to all points from a given start, in [#STEPS] iterations.
    MIXTURE
  }

  /// What is trained or inferred: a class that is [Trained], [Inferred] or both, or a mixture.
  public enum Architecture {
    /// [MlpVae]
    MLP,
    /// [ConvVae]
    CONVOLUTIONAL,
    /// [VampVae]
    VAMP_PRIOR,
    /// [PlanarVae]
    PLANAR_FLOW,
    /// [MadeDensity]
    MADE,
    /// With full covariances, in double precision.
    GAUSSIAN_MIXTURE
  }

  public Task {
    hidden = List.copyOf(hidden);
  }

  /// Training steps of the network 784-200-200-50.
  public static Task training(int batch) {
    return standard(Kind.TRAINING, Math.max(TRAINING_POINTS, 10 * batch), batch, 1);
  }

  /// Inner steps of SVI, batch by batch, with the network 784-200-200-50.
  public static Task svi(int points, int batch) {
    return standard(Kind.SVI, points, batch, 1);
  }

  /// Importance sampling with the network 784-200-200-50.
  public static Task likelihood(int points, int samples) {
    return standard(Kind.LIKELIHOOD, points, points, samples);
  }

  /// Expectation maximisation of as many points in so many dimensions.
  public static Task mixture(int points, int size, int components) {
    return new Task(
        Kind.MIXTURE,
        Architecture.GAUSSIAN_MIXTURE,
        size,
        List.of(),
        components,
        points,
        points,
        1);
  }

  private static Task standard(Kind kind, int points, int batch, int samples) {
    return new Task(kind, Architecture.MLP, 784, List.of(200, 200), 50, points, batch, samples);
  }

  /// The same with another model.
  public Task with(Architecture other) {
    return new Task(kind, other, dataSize, hidden, latentSize, points, batch, samples);
  }

  /// The same with other widths of the hidden layers.
  public Task withHidden(Integer... widths) {
    return new Task(
        kind, architecture, dataSize, List.of(widths), latentSize, points, batch, samples);
  }

  /// The same with another number of latent dimensions.
  public Task withLatentSize(int size) {
    return new Task(kind, architecture, dataSize, hidden, size, points, batch, samples);
  }

  /// The same with another number of data points.
  public Task withPoints(int count) {
    return new Task(kind, architecture, dataSize, hidden, latentSize, count, batch, samples);
  }

  /// The same with another number of samples.
  public Task withSamples(int count) {
    return new Task(kind, architecture, dataSize, hidden, latentSize, points, batch, count);
  }

  /// How many units one run of a [Workload] does: steps, or whole estimates or fits.
  public int units() {
    return switch (kind) {
      case TRAINING -> STEPS;
      case SVI -> STEPS * ((points + batch - 1) / batch);
      case LIKELIHOOD, MIXTURE -> 1;
    };
  }

  /// The engines that do it.
  List<Engine> engines() {
    return kind == Kind.MIXTURE
        ? List.of(Engine.OURS, Engine.SCIKIT_LEARN)
        : List.of(Engine.OURS, Engine.LIBTORCH, Engine.SAMEDIFF, Engine.GEMM);
  }
}
