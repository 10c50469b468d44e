package org.vaelab.experiment.estimators;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.evidence.Problem;
import org.vaelab.evidence.annealing.Simulation;
import org.vaelab.evidence.exact.Quadrature;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.Fingerprint;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.Inference;
import org.vaelab.model.ExactLinearGaussian;
import org.vaelab.model.LinearGaussian;
import org.vaelab.model.SimulableModel;
import org.vaelab.model.Vae;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.Monitoring;

/// A model, data points, and what is known of them without any estimator.
///
/// @param what names model and data in a sentence
/// @param fromPrior the points with the prior as q
/// @param encoder parameters of the encoder's q of each point, if there is an encoder
/// @param truth exact log p(x) of each point, if it is known
/// @param files of the run
/// @param fingerprint of the model's parameters
record Subject(
    String what,
    SimulableModel model,
    Problem fromPrior,
    Optional<float[]> encoder,
    Optional<double[]> truth,
    RunFiles files,
    String fingerprint)
    implements AutoCloseable {
  static final DiagonalGaussianFamily FAMILY = new DiagonalGaussianFamily();
  private static final int LARGEST_QUADRATURE = 3;
  private static final double WEIGHT_SCALE = 0.15;

  static Subject of(
      EstimatorsConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    return switch (config.kind()) {
      case LINEAR_GAUSSIAN -> {
        yield linearGaussian(config, RunFiles.begin(directory, config, executor), executor);
      }
      case VAE -> {
        ExperimentData data =
            ExperimentData.open(config.model().dataSettings(), false, dataDirectory);
        yield vae(config, RunFiles.begin(directory, config, data, executor), data, executor);
      }
    };
  }

  private static Subject linearGaussian(
      EstimatorsConfig config, RunFiles files, GraphExecutor executor) {
    int latent = config.model().latent();
    int dimensions = config.dimensions();
    LinearGaussian model = new LinearGaussian(dimensions, latent);
    SplittableRandom random = new SplittableRandom(config.model().seed());
    Parameters theta =
        Parameters.of(
            model.parameters(),
            Map.of(
                "linear.W", gaussians(random, latent * dimensions, WEIGHT_SCALE),
                "linear.b", gaussians(random, dimensions, 1),
                "linear.logScale", new float[] {0}));
    ExactLinearGaussian exact = model.exact(theta.values());
    float[] x =
        Simulation.draw(
                executor,
                model,
                theta,
                config.points(),
                new NoiseSource(config.model().seed(), Purpose.SAMPLING))
            .x();
    double[] truth = new double[config.points()];
    for (int i = 0; i < truth.length; i++) {
      int offset = i * dimensions;
      truth[i] =
          exact
              .marginal()
              .logProb(IntStream.range(0, dimensions).mapToDouble(d -> x[offset + d]).toArray());
    }
    return new Subject(
        "a linear-Gaussian model with %d latent and %d data dimensions, on %d points drawn from it"
            .formatted(latent, dimensions, config.points()),
        model,
        Problem.fromPrior(executor, model, theta, x, IntStream.range(0, config.points()).toArray()),
        Optional.empty(),
        Optional.of(truth),
        files,
        Fingerprint.of(theta));
  }

  private static float[] gaussians(SplittableRandom random, int count, double scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  private static Subject vae(
      EstimatorsConfig config, RunFiles files, ExperimentData data, GraphExecutor executor) {
    int dimension = data.training().dimension();
    Vae model = config.model().model(dimension);
    Amortized encoder = config.model().encoder(dimension);
    Parameters parameters =
        new CheckpointedTraining(files, executor)
            .train(
                "model",
                model,
                encoder,
                config.model().training(),
                data.training(),
                Monitoring.none())
            .parameters();
    int[] points =
        ExperimentData.choice(config.model().seed(), data.frozenTest().count(), config.points());
    float[] x = ExperimentData.rows(data.frozenTest(), points);
    float[] own;
    try (Inference inference = encoder.open(executor, model)) {
      own =
          inference.infer(
              parameters,
              x,
              points,
              new NoiseSource(config.model().seed(), Purpose.LOCAL_OPTIMISATION));
    }
    Problem fromPrior = Problem.fromPrior(executor, model, parameters, x, points);
    return new Subject(
        "a VAE %d-%s-x trained on %s, on %d of its test images"
            .formatted(
                model.latentSize(),
                String.join("-", config.model().hidden().stream().map(String::valueOf).toList()),
                config.model().data(),
                points.length),
        model,
        fromPrior,
        Optional.of(own),
        model.latentSize() <= LARGEST_QUADRATURE
            ? Optional.of(byQuadrature(fromPrior))
            : Optional.empty(),
        files,
        Fingerprint.of(parameters));
  }

  private static double[] byQuadrature(Problem problem) {
    double[] truth = new double[problem.count()];
    Progress progress = Progress.start("quadrature", truth.length);
    try (Quadrature quadrature =
        new Quadrature(
            problem.executor(), problem.model(), problem.theta(), Quadrature.STANDARD_TOLERANCE)) {
      for (int i = 0; i < truth.length; i++) {
        Interrupts.check();
        truth[i] = quadrature.posterior(problem.slice(i, i + 1).x()).logEvidence().value();
        progress.advance(1, Map.of());
      }
    }
    return truth;
  }

  @Override
  public void close() {
    fromPrior.theta().close();
  }
}
