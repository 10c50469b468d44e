package org.vaelab.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Vae;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Progress;
import org.vaelab.train.HeldOut;
import org.vaelab.train.Monitoring;

/// Trains one model amortized and one by SVI on the same data, seeds and architecture, then
/// measures for each how far the ELBO is below log p(x) and whose fault that is.
public final class SviVsAmortized {
  private static final int CURVE_SAMPLES = 10;

  private final SviVsAmortizedConfig config;
  private final RunFiles files;
  private final ExperimentData data;
  private final GraphExecutor executor;
  private final Vae model;
  private final GapEvaluator evaluator;

  private SviVsAmortized(
      SviVsAmortizedConfig config, RunFiles files, ExperimentData data, GraphExecutor executor) {
    this.config = config;
    this.files = files;
    this.data = data;
    this.executor = executor;
    this.model = config.model(data.training().dimension());
    this.evaluator = new GapEvaluator(config);
  }

  /// Runs the experiment, or what is left of it if the directory holds a part.
  ///
  /// @param dataDirectory where data sets are looked up, if not in the usual places
  /// @throws InterruptedTaskException if the thread was interrupted; the run is saved then
  public static SviVsAmortizedResult run(
      SviVsAmortizedConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    ExperimentData data =
        ExperimentData.open(config.dataSettings(), config.patience() > 0, dataDirectory);
    RunFiles files = RunFiles.begin(directory, config, data, executor);
    return new SviVsAmortized(config, files, data, executor).run();
  }

  private SviVsAmortizedResult run() {
    int dataSize = data.training().dimension();
    List<TrainedModel> models = new ArrayList<>();
    try {
      models.add(train(Method.AMORTIZED, config.amortized(dataSize)));
      models.add(train(Method.SVI, config.svi()));
      Optional<Dl4jBaseline.Claim> claim = Optional.empty();
      if (config.withDl4j()) {
        HeldOut heldOut = new HeldOutElbo(config.amortized(dataSize), data.frozenTest());
        Dl4jBaseline.Result baseline =
            Dl4jBaseline.train(config, files, data, evaluationPoints("test"), executor, heldOut);
        models.add(baseline.model());
        claim = Optional.of(baseline.claim());
      }
      List<Evaluation> evaluations = new ArrayList<>();
      Map<Method, SviVsAmortizedResult.TestLikelihood> likelihoods = new TreeMap<>();
      for (TrainedModel trained : models) {
        for (String split : List.of("train", "test")) {
          evaluations.add(evaluate(trained, split));
        }
        likelihoods.put(trained.method(), testLikelihood(trained));
      }
      return new SviVsAmortizedResult(
          config,
          models.stream()
              .map(m -> new SviVsAmortizedResult.Curve(m.method(), m.history()))
              .toList(),
          evaluations,
          likelihoods,
          claim,
          data.frozenTest().sha256(),
          dataSize,
          pictures(models));
    } finally {
      models.forEach(TrainedModel::close);
    }
  }

  private TrainedModel train(Method method, InferenceStrategy strategy) {
    Monitoring monitoring =
        new Monitoring(
            Optional.of(new HeldOutElbo(strategy, data.frozenTest())),
            data.validation().map(validation -> new HeldOutElbo(strategy, validation)));
    CheckpointedTraining.Outcome outcome =
        new CheckpointedTraining(files, executor)
            .train(
                method.label(),
                model,
                strategy,
                config.training(method),
                data.training(),
                monitoring);
    return new TrainedModel(method, strategy, outcome.parameters(), outcome.history());
  }

  /// The ELBO on frozen bits by the model's own inference, a few fresh samples per point.
  private final class HeldOutElbo implements HeldOut {
    private final InferenceStrategy strategy;
    private final Points points;

    HeldOutElbo(InferenceStrategy strategy, Observations bits) {
      this.strategy = strategy;
      points =
          new Points(
              bits, ExperimentData.choice(config.seed(), bits.count(), config.curvePoints()));
    }

    @Override
    public double elbo(Session session) {
      return Progress.muted(
          () -> {
            try (LocalPosteriors q =
                evaluator.ownInference(session, strategy, points, "inference")) {
              return evaluator.elbo(session, q, CURVE_SAMPLES);
            }
          });
    }
  }

  private int[] evaluationPoints(String split) {
    int count = split.equals("train") ? data.frozenTrain().count() : data.frozenTest().count();
    return ExperimentData.choice(config.seed(), count, config.gapPoints());
  }

  private Evaluation evaluate(TrainedModel trained, String split) {
    String name = "evaluation/%s-%s.json".formatted(trained.method().label(), split);
    int[] points = evaluationPoints(split);
    Evaluation evaluation =
        files.remember(
            name,
            Evaluation.class,
            Fingerprint.of(trained.parameters()),
            stored -> stored.fits(trained.method(), split, points, config.samples()),
            () -> {
              var bits = split.equals("train") ? data.frozenTrain() : data.frozenTest();
              try (Session session = new Session(executor, model, trained.parameters())) {
                return evaluator.evaluate(
                    trained.method(),
                    split,
                    session,
                    trained.strategy(),
                    new Points(bits, points),
                    bits.subset(points).sha256());
              }
            });
    if (config.likelihood().isDiscrete()) {
      Plausibility.requireProbabilities(
          files.directory().resolve(name),
          evaluation.logLikelihood(),
          evaluation.logLikelihoodError());
    }
    return evaluation;
  }

  /// ELBO and log p̂ on the test set with the model's own q as proposal.
  private SviVsAmortizedResult.TestLikelihood testLikelihood(TrainedModel trained) {
    int count = data.frozenTest().count();
    int[] points =
        config.likelihoodPoints() == 0 || config.likelihoodPoints() >= count
            ? ExperimentData.all(count)
            : ExperimentData.choice(config.seed(), count, config.likelihoodPoints());
    return files.remember(
        "evaluation/%s-likelihood.json".formatted(trained.method().label()),
        SviVsAmortizedResult.TestLikelihood.class,
        Fingerprint.of(trained.parameters()),
        stored -> stored.fits(points.length),
        () -> {
          String task = "own inference, %s, test set".formatted(trained.method().label());
          try (Session session = new Session(executor, model, trained.parameters());
              LocalPosteriors q =
                  evaluator.ownInference(
                      session, trained.strategy(), new Points(data.frozenTest(), points), task)) {
            LikelihoodEstimates estimates = evaluator.estimate(session, q);
            return new SviVsAmortizedResult.TestLikelihood(
                points.length,
                estimates.meanElbo(),
                estimates.meanLogLikelihood(),
                estimates.medianEffectiveSampleSize());
          }
        });
  }

  private Pictures pictures(List<TrainedModel> models) {
    Points points =
        new Points(
            data.frozenTest(),
            ExperimentData.choice(config.seed(), data.frozenTest().count(), Pictures.COLUMNS));
    Pictures pictures = new Pictures(points, config.seed());
    for (TrainedModel trained : models) {
      try (Session session = new Session(executor, model, trained.parameters());
          LocalPosteriors q =
              Progress.muted(
                  () -> evaluator.ownInference(session, trained.strategy(), points, "inference"))) {
        pictures.add(trained.method().label(), session, q);
      }
    }
    return pictures;
  }
}
