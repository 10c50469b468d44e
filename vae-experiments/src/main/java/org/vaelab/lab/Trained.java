package org.vaelab.lab;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.algorithm.Driver;
import org.vaelab.data.FrozenObservations;
import org.vaelab.data.Points;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.experiment.Codes;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.LatentPictures;
import org.vaelab.experiment.Pictures;
import org.vaelab.experiment.exchange.EvaluationSettings;
import org.vaelab.experiment.exchange.ImportedModel;
import org.vaelab.experiment.exchange.ModelEvaluation;
import org.vaelab.experiment.exchange.ModelExport;
import org.vaelab.experiment.train.OwnInference;
import org.vaelab.experiment.train.Parts;
import org.vaelab.experiment.train.Train;
import org.vaelab.experiment.train.TrainConfig;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.kernel.display.Display;
import org.vaelab.latent.Attribute;
import org.vaelab.latent.Interpolation;
import org.vaelab.model.Vae;
import org.vaelab.plot.ImageGrid;
import org.vaelab.plot.LineFigure;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.report.Html;
import org.vaelab.train.EpochMetrics;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingState;

/// A trained model, and what can be asked of it. Holds native memory until it is closed; belongs to
/// one thread.
public final class Trained implements Shown, AutoCloseable {
  private static final int MOST_PICTURED = 60;

  private final String name;
  private final Options options;
  private final TrainConfig config;
  private final ExperimentData data;
  private final Parts parts;
  private final Parameters parameters;
  private final List<EpochMetrics> history;
  private final OwnInference inference;
  private final Session session;
  private boolean closed;

  private Trained(
      String name,
      Options options,
      TrainConfig config,
      ExperimentData data,
      Parts parts,
      Parameters parameters,
      List<EpochMetrics> history) {
    this.name = name;
    this.options = options;
    this.config = config;
    this.data = data;
    this.parts = parts;
    this.parameters = parameters;
    this.history = List.copyOf(history);
    inference = new OwnInference(parts.strategy(), config.model().seed());
    session = new Session(GraphExecutor.standard(), parts.model(), parameters);
  }

  static Trained train(String name, LabData from, Options options, TrainConfig config) {
    ExperimentData data =
        ExperimentData.open(config.model().dataSettings(), config.patience() > 0, from.directory());
    Parts parts = Parts.of(config, data);
    OwnInference inference = new OwnInference(parts.strategy(), config.model().seed());
    Display.liveElbo();
    try (Trainer trainer =
        new Trainer(
            GraphExecutor.standard(),
            parts.model(),
            parts.strategy(),
            parts.estimator(),
            config.training(),
            "training, " + name)) {
      Driver.Outcome<TrainingState> outcome =
          trainer.train(
              trainer.start(data.training().count()),
              data.training(),
              Train.monitoring(config, data, inference),
              Checkpoints.none());
      try (TrainingState end = outcome.state()) {
        return new Trained(
            name,
            options,
            config,
            data,
            parts,
            Parameters.of(trainer.parameters(), end.parameters().values()),
            end.history());
      }
    }
  }

  /// Samples from the prior: E[x given z], z ~ p(z).
  public Images samples(int count) {
    Vae model = model();
    int[] ids = IntStream.range(0, count).toArray();
    float[] noise =
        NoiseSource.of(config.model().seed(), Purpose.SAMPLING)
            .gaussian(0, ids, 0, 1, model.prior().noiseSize());
    return made(session().decodePrior(noise));
  }

  /// Test images, a seeded choice, above E[x given z] at the mean of their q.
  public ImageGrid reconstruct(int count) {
    if (count < 1 || count > MOST_PICTURED) {
      throw new ExperimentException(
          "There is room for 1 to %d reconstructions, not %d.".formatted(MOST_PICTURED, count));
    }
    Points points = points(count);
    try (LocalPosteriors q = inference.quietly(session(), points)) {
      Pictures pictures = new Pictures(points, config.model().seed());
      pictures.add(name, session, q);
      return pictures.reconstructions();
    }
  }

  /// E[x given z].
  ///
  /// @param z codes, each of Z numbers
  public Images decode(float[]... z) {
    return made(Codes.decode(session(), z));
  }

  /// The straight way from one code to another in equal steps: E[x given z] of each z on it.
  ///
  /// @param count of images, both ends included, at least 2
  public Images interpolate(float[] from, float[] to, int count) {
    return interpolate(from, to, count, Interpolation.LINEAR);
  }

  /// The same along another way.
  public Images interpolate(float[] from, float[] to, int count, Interpolation how) {
    try {
      return decode(how.way(from, to, count));
    } catch (IllegalArgumentException e) {
      throw new ExperimentException(e.getMessage(), e);
    }
  }

  /// E[x given z] where one coordinate of a code goes from −3 to 3, a row for each.
  ///
  /// @param dimensions of z, from 0; none for all
  public ImageGrid traverse(float[] code, int... dimensions) {
    return pictures().traversal(code, dimensions);
  }

  /// E[x given z] of a two-dimensional z on a grid of the prior's quantiles (Kingma and Welling
  /// 2014, figure 4).
  public ImageGrid manifold(int side) {
    return pictures().manifold(side);
  }

  /// Images, a row each, made more like those with an attribute: E[x given z + α (z̄ − z)], z the
  /// mean of q. At α = 0 that is the reconstruction, at α = 1 the attribute's own image.
  ///
  /// @param attribute z̄, such as `Attribute.of(model.encode(images))`
  /// @param strengths α
  public ImageGrid edit(Images images, Attribute attribute, double... strengths) {
    int count = images.count();
    return pictures()
        .edit(
            new LatentPictures.Edited(
                Pictures.images(images.pixels(), images.height() * images.width()),
                encode(images),
                Collections.nCopies(count, attribute),
                Collections.nCopies(count, "")),
            strengths);
  }

  private LatentPictures pictures() {
    return new LatentPictures(session(), data.training().height(), data.training().width());
  }

  /// The aggregate posterior of test images, a seeded choice, against the prior.
  ///
  /// @throws ExperimentException if q is no diagonal Gaussian or the prior not N(0, I)
  public Aggregate aggregate(int images) {
    try (LocalPosteriors q = inference.quietly(session(), points(images))) {
      return Aggregate.of(name, session, q, config.model().seed());
    }
  }

  /// Means of q.
  ///
  /// @return `[N][Z]`
  /// @throws ExperimentException if the family of q has no mean in closed form
  public float[][] encode(Images images) {
    Session open = session();
    Points points = Points.all(images.observations());
    try (LocalPosteriors q = inference.quietly(open, points)) {
      return Codes.means(open, q);
    } catch (IllegalArgumentException e) {
      throw new ExperimentException(e.getMessage(), e);
    }
  }

  /// The plane of z with codes of training and test images, where z is dragged about and decoded as
  /// it moves.
  ///
  /// @throws ExperimentException if a page cannot compute the decoder, as one with convolutions
  public Exploration explore() {
    return Exploration.of(name, data, session(), inference);
  }

  /// log p̂(x) and the ELBO on test images by importance sampling from the model's own q.
  ///
  /// @param samples K
  public LogLikelihood logLikelihood(int samples) {
    FrozenObservations test = data.frozenTest();
    Points points = new Points(test, Train.testPoints(config, test.count()));
    try (LocalPosteriors q = inference.infer(session(), points, "inference, test images")) {
      return new LogLikelihood(
          name,
          points.ids(),
          test.subset(points.ids()).sha256(),
          ImportanceSampling.of(samples)
              .estimate(session, q, NoiseSource.of(config.model().seed(), Purpose.EVALUATION)));
    }
  }

  /// How far the ELBO is below log p(x), and whose fault that is.
  ///
  /// @param images how many test images, a seeded choice
  public Gaps gaps(int images) {
    EvaluationSettings settings =
        new EvaluationSettings(
            config.model().binarisation(),
            config.model().activation(),
            images,
            config.measurement().samples(),
            List.of(),
            Gaps.OPTIMAL_STEPS,
            0,
            1,
            false,
            config.model().seed());
    ImportedModel model =
        new ImportedModel(
            model(),
            config.likelihood().likelihood(),
            Optional.of(strategy()),
            parameters,
            true,
            Optional.empty());
    return new Gaps(
        name, ModelEvaluation.of(model, GraphExecutor.standard(), points(images), settings));
  }

  /// The bound by epoch.
  public LineFigure curves() {
    return Curves.of(List.of(this), Curves.Against.EPOCHS);
  }

  /// Writes model and test images as `docs/npz.md` says, for `./vaelab evaluate` and other
  /// programs.
  ///
  /// @param file whose name ends in .npz
  public void save(String file) {
    session();
    ModelExport.write(config, data, parameters, Path.of(file));
  }

  private Points points(int count) {
    return ExperimentData.chosen(data.frozenTest(), config.model().seed(), count);
  }

  private Images made(float[] pixels) {
    return Images.made(pixels, data.training().height(), data.training().width());
  }

  /// What reports call it.
  public String name() {
    return name;
  }

  Options options() {
    return options;
  }

  public Vae model() {
    return parts.model();
  }

  public InferenceStrategy strategy() {
    return parts.strategy();
  }

  /// θ and λ.
  public Parameters parameters() {
    session();
    return parameters;
  }

  /// What each epoch measured.
  public List<EpochMetrics> history() {
    return history;
  }

  /// The model, ready for every estimator of the layers below.
  public Session session() {
    if (closed) {
      throw new ExperimentException("The model '%s' is closed; train it again.".formatted(name));
    }
    return session;
  }

  TrainConfig config() {
    return config;
  }

  @Override
  public String html() {
    return Html.paragraph(toString()) + (history.isEmpty() ? "" : Html.of(curves()));
  }

  @Override
  public String toString() {
    if (history.isEmpty()) {
      return "%s: stopped within the first epoch".formatted(name);
    }
    EpochMetrics last = history.getLast();
    return "%s: %d epochs in %.1f s, %,d gradients; test ELBO %.2f nats. ./vaelab run train %s"
        .formatted(
            name,
            last.epoch(),
            last.seconds(),
            last.gradientEvaluations(),
            last.testElbo().orElse(Double.NaN),
            options.commandLine());
  }

  /// Frees the parameters.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      session.close();
      parameters.close();
    }
  }
}
