package org.vaelab.experiment.missing;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.model.Autoregressive;
import org.vaelab.model.FixedModel;
import org.vaelab.model.Vae;
import org.vaelab.objective.Iwae;
import org.vaelab.progress.Stages;
import org.vaelab.train.Monitoring;
import org.vaelab.train.TrainingConfig;

/// Missing pixels as latent variables: of an autoregressive model of all pixels, whose q(z; φ) is
/// guessed and optimised, with the sum over z for small images; and left out of the likelihood of a
/// VAE, which imputes them. What is missing does not depend on what it shows: data that are not
/// missing at random would need a model of why they are.
public final class MissingPixels implements Experiment<MissingPixelsConfig, MissingPixelsResult> {
  static final String ALL = "VAE of all pixels";
  static final String HALF = "VAE of 50% of the pixels";
  private static final int NINE = 9;
  private static final int MOST_NINES = 1000;

  @Override
  public String name() {
    return "missing-pixels";
  }

  @Override
  public String description() {
    return "Infers missing pixels as latent variables of an autoregressive model, and imputes them by VAEs trained on all and on half of the pixels.";
  }

  @Override
  public Class<MissingPixelsConfig> settings() {
    return MissingPixelsConfig.class;
  }

  @Override
  public MissingPixelsResult measure(
      MissingPixelsConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    ExperimentData data = ExperimentData.open(config.model().dataSettings(), false, dataDirectory);
    RunFiles files = RunFiles.begin(directory, config, data, executor);
    Stages stages = stages(config, data);
    CheckpointedTraining training = new CheckpointedTraining(files, executor);
    long seed = config.model().seed();
    HalfStudy small =
        stages.next(() -> HalfRun.small(small(config, data, training, executor), config, data));
    HalfRun.Large large =
        stages.next(() -> HalfRun.large(large(config, data, training, executor), config, data));
    ImputationStudy imputation =
        stages.next(
            () -> {
              Points points = ExperimentData.chosen(data.frozenTest(), seed, config.points());
              try (MaskedVae all = all(config, data, training, executor);
                  MaskedVae half = half(config, data, training, executor)) {
                return ImputationStudy.of(
                    List.of(all, half), data.frozenTrain(), points, config.samples(), seed);
              }
            });
    return new MissingPixelsResult(
        config,
        data.training().dimension(),
        data.labels().get("training").length > 0,
        small,
        large.study(),
        large.chains(),
        large.pictures(),
        new WholeImages(
            config.joint().label(),
            large.logLikelihood(),
            imputation.points(),
            imputation.complete(),
            imputation.incomplete()),
        imputation,
        files.bits("test"));
  }

  /// Their work in evaluations of a model for one image, a gradient taking three.
  private static Stages stages(MissingPixelsConfig config, ExperimentData data) {
    double images = data.training().count();
    double steps = 9.0 * config.images() * config.steps() * config.stepSamples();
    double sweeps =
        (Chains.SHOWN + 1.0) * config.images() * config.sweeps() * data.training().dimension() / 2;
    double vae = 9.0 * config.model().epochs() * images * config.trainSamples();
    double imputed = config.points() * (13.0 * config.samples() + 24.0 * config.testSteps());
    return new Stages(
        List.of(
            new Stages.Stage("small images", images * config.joint().jointEpochs() + steps, 5),
            new Stages.Stage(
                "top halves", 3 * images * config.joint().jointEpochs() + steps + sweeps, 12),
            new Stages.Stage("imputation", vae + imputed, 25)));
  }

  /// The training images that show a 9, or all where nobody says what they show.
  static Points nines(Observations images, byte[] labels) {
    int[] ids =
        IntStream.range(0, images.count())
            .filter(i -> labels.length > 0 && (labels[i] & 0xFF) == NINE)
            .limit(MOST_NINES)
            .toArray();
    return ids.length > 0
        ? new Points(images, ids)
        : Points.first(images, Math.min(MOST_NINES, images.count()));
  }

  private static TopHalf small(
      MissingPixelsConfig config,
      ExperimentData data,
      CheckpointedTraining training,
      GraphExecutor executor) {
    Pooled images = Pooled.of(data.frozenTrain());
    Autoregressive joint = config.joint().ofSmall(images.height(), images.width());
    return topHalf("small", joint, images, images, config, data, training, executor);
  }

  private static TopHalf large(
      MissingPixelsConfig config,
      ExperimentData data,
      CheckpointedTraining training,
      GraphExecutor executor) {
    Observations images = data.training();
    Autoregressive joint = config.joint().of(images.height(), images.width());
    return topHalf("joint", joint, images, data.frozenTrain(), config, data, training, executor);
  }

  private static TopHalf topHalf(
      String name,
      Autoregressive joint,
      Observations images,
      Observations frozen,
      MissingPixelsConfig config,
      ExperimentData data,
      CheckpointedTraining training,
      GraphExecutor executor) {
    ModelSettings model = config.model();
    TrainingConfig how = config.joint().training(model.batch(), model.seed());
    return new TopHalf(
        executor,
        joint,
        training.train(name, joint, how, images).parameters(),
        nines(frozen, data.labels().get("training")));
  }

  /// θ from all pixels; then λ alone, from images of which different parts are missing.
  private static MaskedVae all(
      MissingPixelsConfig config,
      ExperimentData data,
      CheckpointedTraining training,
      GraphExecutor executor) {
    ModelSettings settings = config.model();
    long seed = settings.seed();
    Vae model = MaskedVae.model(settings, data.training().dimension());
    Amortized encoder = MaskedVae.encoder(settings, data.training().dimension());
    try (CheckpointedTraining.Outcome outcome =
        training.train(
            "vae",
            model,
            encoder,
            new Pathwise(new Iwae()),
            how(config),
            Hiding.NOTHING.of(data.training(), seed),
            Monitoring.none())) {
      CheckpointedTraining.Outcome encoded =
          training.train(
              "encoder",
              new FixedModel(model, outcome.parameters()),
              encoder,
              new Pathwise(new Iwae()),
              how(config),
              Hiding.ANY.of(data.training(), seed),
              Monitoring.none());
      return MaskedVae.of(
          ALL,
          executor,
          model,
          encoder,
          MaskedVae.joined(model, outcome.parameters(), encoder, encoded),
          config.testSteps(),
          seed);
    }
  }

  /// θ and λ from half of each image's pixels, always the same half.
  private static MaskedVae half(
      MissingPixelsConfig config,
      ExperimentData data,
      CheckpointedTraining training,
      GraphExecutor executor) {
    ModelSettings settings = config.model();
    Vae model = MaskedVae.model(settings, data.training().dimension());
    Amortized encoder = MaskedVae.encoder(settings, data.training().dimension());
    CheckpointedTraining.Outcome outcome =
        training.train(
            "half",
            model,
            encoder,
            new Pathwise(new Iwae()),
            how(config),
            Hiding.RANDOM.of(data.training(), settings.seed()),
            Monitoring.none());
    return MaskedVae.of(
        HALF, executor, model, encoder, outcome.parameters(), config.testSteps(), settings.seed());
  }

  private static TrainingConfig how(MissingPixelsConfig config) {
    ModelSettings settings = config.model();
    return settings.training(config.trainSamples(), settings.learningRate(), settings.seed());
  }
}
