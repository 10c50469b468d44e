package org.vaelab.experiment.posterior;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.evidence.exact.GridPosterior;
import org.vaelab.evidence.exact.Quadrature;
import org.vaelab.evidence.gap.FamilyOptimiser;
import org.vaelab.evidence.gap.FamilyOptimum;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Vae;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.plot.ContourFigure;
import org.vaelab.plot.ImageGrid;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
import org.vaelab.progress.Stages;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.Monitoring;

/// Draws the exact posteriors of test images under a VAE with two latent dimensions, with the
/// encoder's q and the best q of its family on top, and computes every gap by quadrature.
public final class Posterior2d implements Experiment<Posterior2dConfig, Posterior2dResult> {
  private static final int STARTS = 4;
  private static final DiagonalGaussianFamily FAMILY = new DiagonalGaussianFamily();
  private static final String ENCODER = "q of the encoder";
  private static final String OPTIMUM = "best diagonal Gaussian q*";
  private static final int DRAWN_NODES = 129;

  /// What is known of one image; all in nats.
  record Case(
      int image,
      double logEvidence,
      double elboOwn,
      double klOwn,
      double elboOptimal,
      double klOptimal) {}

  @Override
  public String name() {
    return "posterior-2d";
  }

  @Override
  public String description() {
    return "Draws exact posteriors of a VAE with two latent dimensions, with the encoder's q and the best q on top.";
  }

  @Override
  public Class<Posterior2dConfig> settings() {
    return Posterior2dConfig.class;
  }

  @Override
  public Posterior2dResult measure(
      Posterior2dConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    ExperimentData data = ExperimentData.open(config.model().dataSettings(), false, dataDirectory);
    RunFiles files = RunFiles.begin(directory, config, data, executor);
    int dimension = data.training().dimension();
    Vae model = config.model().model(dimension);
    Amortized encoder = config.model().encoder(dimension);
    Stages stages = stages(config, data);
    try (CheckpointedTraining.Outcome trained =
        stages.next(
            () ->
                new CheckpointedTraining(files, executor)
                    .train(
                        "model",
                        model,
                        encoder,
                        config.model().training(),
                        data.training(),
                        Monitoring.none()))) {
      long seed = config.model().seed();
      Points points = ExperimentData.chosen(data.frozenTest(), seed, config.images());
      FamilyOptimiser optimiser =
          new FamilyOptimiser(
              LocalOptimisation.ofSteps(
                  config.optimalSteps(), config.optimalSamples(), LearningRate.standard(0.05)),
              STARTS - 2,
              1000,
              points.count());
      return stages.next(
          () -> {
            try (Session session = new Session(executor, model, trained.parameters());
                LocalPosteriors own =
                    session.infer(
                        encoder, points, NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION));
                FamilyOptimum optimum = optimiser.optimise(session, own, FAMILY, seed)) {
              return measure(session, own, optimum.best(), files);
            }
          });
    }
  }

  /// Their work in evaluations of log p(x, z): a gradient takes three, quadrature about a million.
  private static Stages stages(Posterior2dConfig config, ExperimentData data) {
    double training = 3.0 * config.model().epochs() * data.training().count();
    double steps = 3.0 * STARTS * config.optimalSteps() * config.optimalSamples();
    return new Stages(
        List.of(
            new Stages.Stage("training", training, 1),
            // q, q* from each start and its selection, the grids.
            new Stages.Stage("posteriors", config.images() * (steps + 1e6), 3 + STARTS)));
  }

  private static Posterior2dResult measure(
      Session session, LocalPosteriors own, LocalPosteriors optimal, RunFiles files) {
    Points points = own.points();
    List<Case> cases = new ArrayList<>();
    List<ContourFigure.Panel> panels = new ArrayList<>();
    Progress progress = Progress.start("quadrature", points.count());
    try (Quadrature quadrature = new Quadrature(session, Quadrature.STANDARD_TOLERANCE)) {
      for (int i = 0; i < points.count(); i++) {
        Interrupts.check();
        float[] x = points.row(i);
        float[] q = own.phi().row(i);
        float[] best = optimal.phi().row(i);
        GridPosterior posterior = quadrature.posterior(x);
        Case one =
            new Case(
                points.ids()[i],
                posterior.logEvidence().value(),
                quadrature.elbo(x, FAMILY, q).value(),
                quadrature.divergence(x, FAMILY, q, posterior).value(),
                quadrature.elbo(x, FAMILY, best).value(),
                quadrature.divergence(x, FAMILY, best, posterior).value());
        cases.add(one);
        panels.add(panel(one, posterior, q, best));
        progress.advance(1, Map.of());
      }
    }
    return new Posterior2dResult(
        cases, panels, images(points), files.bits("test"), session.model().dataSize());
  }

  private static ContourFigure.Panel panel(
      Case one, GridPosterior posterior, float[] own, float[] optimal) {
    int nodes = posterior.nodes();
    int stride = Math.max(1, (nodes - 1) / (DRAWN_NODES - 1));
    int drawn = (nodes - 1) / stride + 1;
    double[] logDensity = posterior.logDensity();
    double[][] density = new double[drawn][drawn];
    double[] x = new double[drawn];
    double[] y = new double[drawn];
    for (int i = 0; i < drawn; i++) {
      x[i] = posterior.axis(0)[i * stride];
      y[i] = posterior.axis(1)[i * stride];
      for (int j = 0; j < drawn; j++) {
        density[i][j] = Math.exp(logDensity[i * stride * nodes + j * stride]);
      }
    }
    return new ContourFigure.Panel(
        "image %d: KL of the encoder's q %.2f, of q* %.2f nats"
            .formatted(one.image(), one.klOwn(), one.klOptimal()),
        x,
        y,
        density,
        List.of(gaussian(ENCODER, own), gaussian(OPTIMUM, optimal)));
  }

  private static ContourFigure.Gaussian gaussian(String name, float[] phi) {
    return new ContourFigure.Gaussian(
        name, phi[0], phi[1], Math.exp(2 * phi[2]), 0, Math.exp(2 * phi[3]));
  }

  private static ImageGrid images(Points points) {
    List<float[]> pictures = new ArrayList<>();
    List<String> captions = new ArrayList<>();
    for (int i = 0; i < points.count(); i++) {
      pictures.add(points.row(i));
      captions.add(String.valueOf(points.ids()[i]));
    }
    return new ImageGrid(
        "The images, by their number in the test set",
        points.observations().height(),
        points.observations().width(),
        List.of(new ImageGrid.Row("frozen bits", pictures)),
        captions,
        2,
        List.of());
  }
}
