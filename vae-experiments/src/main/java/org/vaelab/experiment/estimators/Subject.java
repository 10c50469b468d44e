package org.vaelab.experiment.estimators;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.evidence.annealing.Simulation;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.ExactEvidence;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.Fingerprint;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.ModelCopy;
import org.vaelab.inference.Session;
import org.vaelab.model.ExactLinearGaussian;
import org.vaelab.model.LinearGaussian;
import org.vaelab.model.SimulableModel;
import org.vaelab.model.Vae;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.Monitoring;

/// A model, data points, and what is known of them without any estimator.
///
/// @param what names model and data in a sentence
/// @param session of the model
/// @param fromPrior the points with the prior as q
/// @param encoder of the model, if it has one
/// @param encoded the points with the encoder's q, if there is an encoder
/// @param truth exact log p(x) of each point, if it is known
/// @param files of the run
/// @param fingerprint of the model's parameters
record Subject(
    String what,
    SimulableModel model,
    Session session,
    LocalPosteriors fromPrior,
    Optional<Amortized> encoder,
    Optional<LocalPosteriors> encoded,
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
    Points points =
        Simulation.draw(
                executor,
                model,
                theta,
                config.points(),
                NoiseSource.of(config.model().seed(), Purpose.SAMPLING))
            .points();
    Session session = new Session(executor, model, theta);
    double[] truth = new double[config.points()];
    for (int i = 0; i < truth.length; i++) {
      float[] x = points.row(i);
      truth[i] =
          exact.marginal().logProb(IntStream.range(0, dimensions).mapToDouble(d -> x[d]).toArray());
    }
    return new Subject(
        "a linear-Gaussian model with %d latent and %d data dimensions, on %d points drawn from it"
            .formatted(latent, dimensions, config.points()),
        model,
        session,
        session.prior(points),
        Optional.empty(),
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
    Points points =
        ExperimentData.chosen(data.frozenTest(), config.model().seed(), config.points());
    Session session = new Session(executor, model, parameters);
    LocalPosteriors own =
        session.infer(
            encoder, points, NoiseSource.of(config.model().seed(), Purpose.LOCAL_OPTIMISATION));
    return new Subject(
        "a VAE %d-%s-x trained on %s, on %d of its test images"
            .formatted(
                model.latentSize(),
                String.join("-", config.model().hidden().stream().map(String::valueOf).toList()),
                config.model().data(),
                points.count()),
        model,
        session,
        session.prior(points),
        Optional.of(encoder),
        Optional.of(own),
        model.latentSize() <= LARGEST_QUADRATURE
            ? Optional.of(ExactEvidence.byQuadrature(session, points))
            : Optional.empty(),
        files,
        Fingerprint.of(parameters));
  }

  /// The model with its parameters, and the encoder's, for other processes.
  ModelCopy copy() {
    return ModelCopy.of(
        model,
        encoder.map(own -> own.parametersWith(model)).orElse(model.parameters()),
        session.parameters());
  }

  @Override
  public void close() {
    fromPrior.close();
    encoded.ifPresent(LocalPosteriors::close);
    session.close();
    session.parameters().close();
  }
}
