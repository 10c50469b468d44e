package org.vaelab.experiment.gradients;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vaelab.data.FrozenObservations;
import org.vaelab.data.Points;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.experiment.CheckpointedTraining;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.RunFiles;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Session;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.Monitoring;

/// Trains one sigmoid belief network by each method, for as many steps with as many samples. Each
/// method tries the same learning rates with the first seed; held-out training images choose, test
/// images have no part in it.
final class Contest {
  private static final int MOST_JUDGES = 200;

  // Parts of the noise that evaluates.
  private static final long HELD_OUT = 1;
  private static final long TEST = 2;
  private static final long CURVE = 3;

  private final GradientsConfig config;
  private final RunFiles files;
  private final ExperimentData data;
  private final GraphExecutor executor;
  private final SigmoidBeliefNetwork network;
  private final Points judges;
  private final Points test;

  /// @param data with images held out
  Contest(GradientsConfig config, RunFiles files, ExperimentData data, GraphExecutor executor) {
    this.config = config;
    this.files = files;
    this.data = data;
    this.executor = executor;
    long seed = config.model().seed();
    FrozenObservations heldOut = data.validation().orElseThrow();
    network = config.network(data.frozenTrain());
    judges = ExperimentData.chosen(heldOut, seed, MOST_JUDGES);
    test = ExperimentData.chosen(data.frozenTest(), seed, config.points());
  }

  /// The numbers of the test images.
  int[] points() {
    return test.ids();
  }

  /// @throws ExperimentException if all trainings of a method diverged
  MethodResult run(Method method) {
    long seed = config.model().seed();
    List<MethodResult.Trial> trials =
        config.learningRates().stream().map(rate -> trial(method, rate)).toList();
    double best =
        trials.stream()
            .filter(trial -> !trial.diverged())
            .max(Comparator.comparingDouble(MethodResult.Trial::mean))
            .orElseThrow(
                () ->
                    new ExperimentException(
                        "Training by %s diverged with every learning rate; use a smaller --learning-rate."
                            .formatted(method)))
            .rate();
    List<MethodResult.Run> runs = new ArrayList<>();
    for (int s = 0; s < config.seeds(); s++) {
      try (CheckpointedTraining.Outcome trained = train(method, best, seed + s)) {
        runs.add(
            new MethodResult.Run(
                seed + s,
                trained.history(),
                bounds(name(method, best, seed + s), trained, test, TEST)));
      }
    }
    return new MethodResult(method, trials, best, runs);
  }

  private MethodResult.Trial trial(Method method, double rate) {
    long seed = config.model().seed();
    try (CheckpointedTraining.Outcome trained = train(method, rate, seed)) {
      String name = name(method, rate, seed) + "-held-out";
      return new MethodResult.Trial(rate, bounds(name, trained, judges, HELD_OUT).logLikelihood());
    } catch (NonFiniteObjectiveException e) {
      return new MethodResult.Trial(rate, new double[0]);
    }
  }

  private static String name(Method method, double rate, long seed) {
    return "%s-%s-seed-%d".formatted(SettingSpec.text(method), rate, seed);
  }

  /// The model of the first seed at a rate; or what its checkpoint has of it.
  CheckpointedTraining.Outcome train(Method method, double rate, long seed) {
    Points along =
        ExperimentData.chosen(data.frozenTest(), config.model().seed(), config.curvePoints());
    return new CheckpointedTraining(files, executor)
        .train(
            name(method, rate, seed),
            network.model(),
            network.encoder(),
            method.make(network.model().dataSize(), config.temperature()),
            config.training(rate, seed),
            data.training(),
            new Monitoring(
                Optional.of(network.bound(along, config.curveSamples(), noise(CURVE))),
                Optional.empty()));
  }

  private NoiseSource<Purpose.Evaluation> noise(long part) {
    return NoiseSource.of(config.model().seed(), Purpose.EVALUATION).part(part);
  }

  private MethodResult.Bounds bounds(
      String name, CheckpointedTraining.Outcome trained, Points points, long part) {
    return files.remember(
        "evaluation/" + name + ".json",
        MethodResult.Bounds.class,
        trained.fingerprint(),
        stored -> stored.fits(points.count()),
        () -> {
          try (Session session = new Session(executor, network.model(), trained.parameters())) {
            LikelihoodEstimates estimates =
                network.estimates(session, points, config.samples(), noise(part));
            return new MethodResult.Bounds(estimates.logLikelihood(), estimates.elbo());
          }
        });
  }

  /// Bias and variance of all methods at one model: that which was trained with a learned baseline,
  /// which then is its own, or else the first.
  BitsStudy gradients(List<MethodResult> results) {
    MethodResult of =
        results.stream()
            .filter(result -> result.method() == Method.LEARNED_BASELINE)
            .findFirst()
            .orElse(results.getFirst());
    long seed = config.model().seed();
    try (CheckpointedTraining.Outcome trained = train(of.method(), of.rate(), seed);
        Session session = new Session(executor, network.model(), trained.parameters())) {
      return BitsStudy.of(
          session,
          network,
          config.trained(),
          config.temperature(),
          ExperimentData.chosen(data.frozenTest(), seed, config.gradientPoints()),
          config.estimates(),
          seed);
    }
  }
}
