package org.vaelab.experiment.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.data.FrozenObservations;
import org.vaelab.data.Points;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.LatentExplorer;
import org.vaelab.experiment.Pictures;
import org.vaelab.experiment.Plausibility;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.experiment.pointwise.PointRunner;
import org.vaelab.experiment.pointwise.PointwiseExperiment;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.progress.Stages;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.Monitoring;

/// Trains one model of the parts that were asked for, and measures it.
public final class Train implements PointwiseExperiment<TrainConfig, TrainResult> {
  /// Of the trained model, without `.ckpt`.
  public static final String MODEL = "model";

  /// The measured values by data point.
  public static final String EVALUATION = "evaluation/test.json";

  private static final int EVALUATION_TASKS = 4;
  private static final int TRAIN_SAMPLES = 100;

  @Override
  public String name() {
    return "train";
  }

  @Override
  public String description() {
    return "Trains one model of any prior, network, likelihood, family of q, inference strategy, bound and gradient, then measures its ELBO, log p(x) and use of z.\n"
        + "Log-likelihoods and ELBOs are in nats per image, lengths of time in seconds.";
  }

  @Override
  public Class<TrainConfig> settings() {
    return TrainConfig.class;
  }

  @Override
  public TrainResult measure(
      TrainConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor,
      PointRunner runner) {
    ExperimentData data =
        ExperimentData.open(config.model().dataSettings(), config.patience() > 0, dataDirectory);
    Parts parts = Parts.of(config, data);
    RunFiles files = RunFiles.begin(directory, config, data, executor);
    OwnInference inference = new OwnInference(parts.strategy(), config.model().seed());
    Monitoring monitoring = monitoring(config, data, inference);
    Stages stages = stages(config, parts, data);
    try (CheckpointedTraining.Outcome trained =
            stages.next(
                () ->
                    new CheckpointedTraining(files, executor)
                        .on(runner.training())
                        .train(
                            MODEL,
                            parts.model(),
                            parts.strategy(),
                            parts.estimator(),
                            config.training(),
                            data.training(),
                            monitoring));
        Session session = new Session(executor, parts.model(), trained.parameters())) {
      TrainEvaluation evaluation =
          stages.next(
              () -> evaluation(config, inference, data, files, trained.fingerprint(), session));
      long seed = config.model().seed();
      Points pictured = ExperimentData.chosen(data.frozenTest(), seed, Pictures.COLUMNS);
      Points judged = ExperimentData.chosen(data.frozenTest(), seed, LatentSummary.POINTS);
      try (LocalPosteriors q = inference.quietly(session, pictured);
          LocalPosteriors codes = inference.quietly(session, judged)) {
        Pictures pictures = new Pictures(pictured, seed);
        pictures.add(MODEL, session, q);
        LatentExplorer explorer = new LatentExplorer(data, config.model().latent(), seed);
        explorer.add(MODEL, session, points -> inference.quietly(session, points));
        return new TrainResult(
            config,
            parts.names(),
            trained.history(),
            evaluation,
            LatentSummary.of(session, codes, seed),
            data.training().dimension(),
            pictures,
            explorer.explorer());
      }
    }
  }

  /// Their work in evaluations of log p(x, z); a gradient takes three.
  private static Stages stages(TrainConfig config, Parts parts, ExperimentData data) {
    int steps =
        parts
            .strategy()
            .gradientEvaluations(
                parts
                    .strategy()
                    .innerLoop()
                    .map(loop -> loop.optimisation().maximumSteps())
                    .orElse(0));
    double training =
        3.0
            * config.model().epochs()
            * data.training().count()
            * steps
            * config.objective().trainSamples();
    double evaluation =
        (double) testPoints(config, data.frozenTest().count()).length
            * (config.measurement().samples() + TRAIN_SAMPLES);
    return new Stages(
        List.of(
            new Stages.Stage("training", training, 1),
            new Stages.Stage("log p(x) and ELBO", evaluation, EVALUATION_TASKS)));
  }

  /// What is measured after each epoch.
  public static Monitoring monitoring(
      TrainConfig config, ExperimentData data, OwnInference inference) {
    int points = config.measurement().curvePoints();
    return new Monitoring(
        Optional.of(inference.heldOut(data.frozenTest(), points)),
        data.validation().map(validation -> inference.heldOut(validation, points)));
  }

  /// The test points of the final measurement.
  public static int[] testPoints(TrainConfig config, int count) {
    int wanted = config.measurement().likelihoodPoints();
    return wanted == 0 || wanted >= count
        ? ExperimentData.all(count)
        : ExperimentData.choice(config.model().seed(), count, wanted);
  }

  /// All that is trained, in the order of the checkpoint.
  public static List<ParameterSpec> parameters(TrainConfig config, ExperimentData data) {
    Parts parts = Parts.of(config, data);
    List<ParameterSpec> all = new ArrayList<>(parts.strategy().parametersWith(parts.model()));
    all.addAll(parts.estimator().parameters());
    return all;
  }

  private static TrainEvaluation evaluation(
      TrainConfig config,
      OwnInference inference,
      ExperimentData data,
      RunFiles files,
      String fingerprint,
      Session session) {
    FrozenObservations test = data.frozenTest();
    Points points = new Points(test, testPoints(config, test.count()));
    Points trainPoints =
        ExperimentData.chosen(data.frozenTrain(), config.model().seed(), points.count());
    NoiseSource<Purpose.Evaluation> noise =
        NoiseSource.of(config.model().seed(), Purpose.EVALUATION);
    TrainEvaluation evaluation =
        files.remember(
            EVALUATION,
            TrainEvaluation.class,
            fingerprint,
            stored -> stored.fits(points.ids(), trainPoints.ids()),
            () -> {
              try (LocalPosteriors q = inference.infer(session, points, "inference, test images");
                  LocalPosteriors ofTrain =
                      inference.infer(session, trainPoints, "inference, training images")) {
                LikelihoodEstimates estimates =
                    ImportanceSampling.of(config.measurement().samples())
                        .estimate(session, q, noise);
                return TrainEvaluation.of(
                    points.ids(),
                    test.subset(points.ids()).sha256(),
                    estimates,
                    trainPoints.ids(),
                    new MonteCarloElbo(TRAIN_SAMPLES).estimate(session, ofTrain, noise).value());
              }
            });
    if (config.likelihood().likelihood().isDiscrete()) {
      Plausibility.requireProbabilities(
          files.directory().resolve(EVALUATION),
          evaluation.logLikelihood(),
          evaluation.logLikelihoodError());
    }
    return evaluation;
  }
}
