package org.vaelab.experiment.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.data.Points;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.Fingerprint;
import org.vaelab.experiment.LatentExplorer;
import org.vaelab.experiment.Pictures;
import org.vaelab.experiment.Plausibility;
import org.vaelab.experiment.RunFiles;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.experiment.train.OwnInference;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Vae;
import org.vaelab.progress.Stages;

/// One run of the comparison: the pilot, then for each seed the training and measurement of each
/// strategy.
final class ComparisonRun {
  /// What inference takes for a new image.
  record TestCost(String model, int gradients, double milliseconds) {
    boolean fits(String ofModel, int ofGradients) {
      return model.equals(ofModel)
          && gradients == ofGradients
          && StoredNumbers.areCosts(milliseconds);
    }
  }

  private final SviVsAmortizedConfig config;
  private final RunFiles files;
  private final ExperimentData data;
  private final GraphExecutor executor;
  private final Vae model;
  private final GapEvaluator evaluator;
  private final Pictures pictures;
  private final LatentExplorer explorer;
  private final Stages stages;
  private final List<Training> trainings = new ArrayList<>();
  private final List<Evaluation> evaluations = new ArrayList<>();
  private final List<TestCost> costs = new ArrayList<>();

  ComparisonRun(
      SviVsAmortizedConfig config, RunFiles files, ExperimentData data, GraphExecutor executor) {
    this.config = config;
    this.files = files;
    this.data = data;
    this.executor = executor;
    model = config.model(data.training().dimension());
    evaluator = new GapEvaluator(config.samples(), config.optimal(), config.model().seed());
    pictures = new Pictures(pictured(), config.model().seed());
    explorer = new LatentExplorer(data, config.model().latent(), config.model().seed());
    stages = new ComparisonStages(config, data).stages();
  }

  SviVsAmortizedResult result() {
    List<PilotTrial> pilot = config.innerRate() > 0 ? List.of() : pilot();
    Map<Strategy, Tuning> tunings = Pilot.best(pilot);
    config.trained().forEach(strategy -> tunings.putIfAbsent(strategy, config.given(strategy)));
    long first = config.model().seed();
    for (long seed = first; seed < first + config.seeds(); seed++) {
      for (Strategy strategy : config.trained()) {
        measure(strategy, seed, tunings.get(strategy));
      }
    }
    Optional<Dl4jBaseline.Claim> claim =
        config.withDl4j()
            ? Optional.of(stages.next(() -> baseline(tunings.get(Strategy.AMORTIZED))))
            : Optional.empty();
    return new SviVsAmortizedResult(
        config,
        pilot,
        trainings,
        evaluations,
        costs,
        claim,
        data.frozenTest().sha256(),
        data.training().dimension(),
        pictures,
        explorer.explorer());
  }

  private List<PilotTrial> pilot() {
    Pilot pilot = new Pilot(config, files, data, executor);
    List<PilotTrial> trials = new ArrayList<>(stages.next(pilot::run));
    if (config.finalists() > 1) {
      trials.addAll(stages.next(() -> pilot.finals(Pilot.best(trials))));
    }
    return trials;
  }

  private boolean isFirst(long seed) {
    return seed == config.model().seed();
  }

  private void measure(Strategy strategy, long seed, Tuning tuning) {
    StrategyTraining training =
        new StrategyTraining(config, files, data, executor, strategy, seed, tuning);
    try (CheckpointedTraining.Outcome outcome = stages.next(training::train);
        Session session = new Session(executor, model, outcome.parameters())) {
      trainings.add(training.summary(outcome));
      stages.next(
          () -> {
            for (Strategy tested : config.strategies()) {
              if (tested.trainedAs() == strategy) {
                evaluate(tested, seed, tuning, session, outcome.fingerprint());
              }
            }
            return null;
          });
      if (isFirst(seed)) {
        OwnInference own =
            new OwnInference(
                strategy.make(config, data.training().dimension(), Optional.of(tuning)), seed);
        explorer.add(strategy.label(), session, points -> own.quietly(session, points));
      }
    }
  }

  private void evaluate(
      Strategy strategy, long seed, Tuning tuning, Session session, String fingerprint) {
    InferenceStrategy inference =
        strategy.make(config, data.training().dimension(), Optional.of(tuning));
    String label = strategy.label();
    for (String split : isFirst(seed) ? List.of("train", "test") : List.of("test")) {
      boolean withNaive = new StoredModel(config, strategy, seed).withNaive(split);
      evaluations.add(evaluation(label, seed, split, inference, session, fingerprint, withNaive));
    }
    if (isFirst(seed)) {
      costs.add(
          files.remember(
              "evaluation/%s-cost.json".formatted(label),
              TestCost.class,
              fingerprint,
              stored -> stored.fits(label, strategy.testGradients(config)),
              () ->
                  new TestCost(
                      label,
                      strategy.testGradients(config),
                      evaluator.milliseconds(session, inference, points("test")))));
      picture(label, session, inference);
    }
  }

  private void picture(String label, Session session, InferenceStrategy inference) {
    try (LocalPosteriors q =
        new OwnInference(inference, config.model().seed()).quietly(session, pictured())) {
      pictures.add(label, session, q);
    }
  }

  private Evaluation evaluation(
      String label,
      long seed,
      String split,
      InferenceStrategy inference,
      Session session,
      String fingerprint,
      boolean withNaive) {
    String name = StoredModel.evaluationFile(label, seed, split);
    Points points = points(split);
    Evaluation evaluation =
        files.remember(
            name,
            Evaluation.class,
            fingerprint,
            stored -> stored.fits(label, seed, split, points.ids(), config.samples(), withNaive),
            () -> {
              String bits = data.frozen(split).subset(points.ids()).sha256();
              // Only q differs: the decoder has been measured.
              return decoder(label, seed, split)
                  .map(
                      same ->
                          same.withOwn(
                              label,
                              evaluator.elbo(
                                  session, inference, points, "%s, %s".formatted(label, split))))
                  .orElseGet(
                      () ->
                          evaluator.evaluate(
                              label, seed, split, session, inference, points, bits, withNaive));
            });
    if (config.likelihood().likelihood().isDiscrete()) {
      Plausibility.requireProbabilities(
          files.directory().resolve(name),
          evaluation.logLikelihood(),
          evaluation.logLikelihoodError());
    }
    return evaluation;
  }

  /// What was measured of the decoder of SVI after amortized training.
  private Optional<Evaluation> decoder(String label, long seed, String split) {
    return evaluations.stream()
        .filter(
            e ->
                label.equals(Strategy.AMORTIZED_THEN_SVI.label())
                    && e.model().equals(Strategy.AMORTIZED.label())
                    && e.seed() == seed
                    && e.split().equals(split))
        .findFirst();
  }

  private Points points(String split) {
    return ExperimentData.chosen(data.frozen(split), config.model().seed(), config.points());
  }

  private Points pictured() {
    return ExperimentData.chosen(data.frozenTest(), config.model().seed(), Pictures.COLUMNS);
  }

  private Dl4jBaseline.Claim baseline(Tuning tuning) {
    Training amortized =
        trainings.stream()
            .filter(training -> training.model().equals(Strategy.AMORTIZED.label()))
            .findFirst()
            .orElseThrow();
    int epochs = (int) Math.ceil(amortized.epochs());
    Dl4jBaseline baseline = new Dl4jBaseline(config, files, data, executor, tuning, epochs);
    Dl4jBaseline.Result result = baseline.train(points("test").ids());
    long seed = config.model().seed();
    try (Parameters parameters = result.parameters();
        Session session = new Session(executor, model, parameters)) {
      trainings.add(result.training());
      String fingerprint = Fingerprint.of(parameters);
      InferenceStrategy encoder =
          Strategy.AMORTIZED.make(config, data.training().dimension(), Optional.empty());
      for (String split : List.of("train", "test")) {
        evaluations.add(
            evaluation(Dl4jBaseline.MODEL, seed, split, encoder, session, fingerprint, false));
      }
      picture(Dl4jBaseline.MODEL, session, encoder);
    }
    return result.claim();
  }
}
