package org.vaelab.experiment.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.data.Points;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.Fingerprint;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.Session;
import org.vaelab.model.Vae;
import org.vaelab.progress.Progress;
import org.vaelab.train.Monitoring;
import org.vaelab.train.TrainingConfig;
import org.vaelab.train.TrainingState;

/// The training of one strategy from one seed, with a measurement at each of a few moments.
final class StrategyTraining {
  /// Fractions of the budget. Their ratios are equal, so that they serve the axes of epochs,
  /// gradients and seconds alike, all of them logarithmic.
  static final List<Double> MOMENTS = List.of(1 / 32.0, 1 / 16.0, 1 / 8.0, 1 / 4.0, 1 / 2.0, 1.0);

  private final SviVsAmortizedConfig config;
  private final RunFiles files;
  private final ExperimentData data;
  private final GraphExecutor executor;
  private final Strategy strategy;
  private final long seed;
  private final Tuning tuning;
  private final Vae model;
  private final InferenceStrategy inference;
  private final GapEvaluator evaluator;
  private final Points points;
  private final String name;
  private Session session;

  StrategyTraining(
      SviVsAmortizedConfig config,
      RunFiles files,
      ExperimentData data,
      GraphExecutor executor,
      Strategy strategy,
      long seed,
      Tuning tuning) {
    this.config = config;
    this.files = files;
    this.data = data;
    this.executor = executor;
    this.strategy = strategy;
    this.seed = seed;
    this.tuning = tuning;
    name = new StoredModel(config, strategy, seed).checkpoint();
    int dataSize = data.training().dimension();
    model = config.model(dataSize);
    inference = strategy.make(config, dataSize, Optional.of(tuning));
    evaluator = new GapEvaluator(config.curveSamples(), config.optimal(), config.model().seed());
    points = ExperimentData.chosen(data.frozenTest(), config.model().seed(), config.curvePoints());
  }

  CheckpointedTraining.Outcome train() {
    int count = data.training().count();
    TrainingConfig recipe = config.training(inference, tuning, count, seed);
    try {
      return new CheckpointedTraining(files, executor)
          .observedBy(this::measure)
          .train(name, model, inference, recipe, data.training(), Monitoring.at(MOMENTS));
    } finally {
      if (session != null) {
        session.close();
      }
    }
  }

  private String file(int moment) {
    return "moments/%s-%d.json".formatted(name, moment);
  }

  /// All states of one training share their parameters' arrays, so one session serves them all.
  private void measure(TrainingState state) {
    int moment = CheckpointedTraining.moments(state);
    files.remember(
        file(moment),
        Moment.class,
        Fingerprint.of(state.parameters()),
        stored -> stored.fits(moment, points.ids()),
        () -> Progress.muted(() -> measured(moment, state)));
  }

  private Moment measured(int moment, TrainingState state) {
    if (session == null) {
      session = new Session(executor, model, state.parameters());
    }
    GapEvaluator.Values values = evaluator.values(session, inference, points, strategy.label());
    TrainingState.Counters at = state.counters();
    return new Moment(
        moment,
        epochs(at),
        at.gradientEvaluations(),
        at.seconds(),
        points.ids(),
        values.optimal().logLikelihood(),
        values.own(),
        values.optimal().elbo());
  }

  private double epochs(TrainingState.Counters at) {
    double batches = Math.ceilDiv(data.training().count(), config.model().batch());
    return at.epoch() + at.batch() / batches;
  }

  /// What the training took and led to.
  Training summary(CheckpointedTraining.Outcome outcome) {
    List<Moment> moments = new ArrayList<>();
    for (int i = 1; i <= outcome.moments(); i++) {
      int moment = i;
      moments.add(
          files.read(
              file(moment),
              Moment.class,
              outcome.fingerprintAtMoment(moment),
              stored -> stored.fits(moment, points.ids())));
    }
    TrainingState.Counters end = outcome.counters();
    return new Training(
        strategy.label(),
        seed,
        tuning,
        epochs(end),
        end.gradientEvaluations(),
        end.seconds(),
        outcome.history(),
        moments);
  }
}
