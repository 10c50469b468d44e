package org.vaelab.experiment.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.algorithm.Driver;
import org.vaelab.data.FrozenObservations;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.RunFiles;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Vae;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.Monitoring;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;
import org.vaelab.train.TrainingState;

/// Chooses the rates of each strategy: short trainings of equal budgets on a part of the training
/// images, then the best and smaller learning rates with all training images but the judges and
/// the whole budget. Each is judged by L\[q*] of its decoder on images that none of them is trained
/// on. The judge is the same for all and does not use the rate that is judged; test images have no
/// part in it.
final class Pilot {
  private static final int MOST_JUDGES = 100;
  private static final int SAMPLES = 100;

  private final SviVsAmortizedConfig config;
  private final PilotGrid grid;
  private final RunFiles files;
  private final GraphExecutor executor;
  private final Vae model;
  private final Observations training;
  private final Observations whole;
  private final Points judges;
  private final GapEvaluator evaluator;

  /// @throws ExperimentException if there are not enough images
  Pilot(SviVsAmortizedConfig config, RunFiles files, ExperimentData data, GraphExecutor executor) {
    this.config = config;
    grid = new PilotGrid(config);
    this.files = files;
    this.executor = executor;
    FrozenObservations bits = data.frozenTrain();
    long seed = config.model().seed();
    if (bits.count() < 2) {
      throw new ExperimentException(
          "The pilot trains on one image and judges on another, and there is one; give --inner-rate.");
    }
    int trained = Math.max(1, Math.min(config.pilotPoints(), bits.count() / 2));
    int judged = Math.min(MOST_JUDGES, Math.min(trained, bits.count() - trained));
    int[] order = ExperimentData.choice(seed, bits.count(), trained + judged);
    training = bits.subset(Arrays.copyOf(order, trained));
    int[] judging = Arrays.copyOfRange(order, trained, order.length);
    judges = new Points(bits, judging);
    whole = data.training().subset(others(judging, bits.count()));
    model = config.model(bits.dimension());
    evaluator = new GapEvaluator(SAMPLES, config.optimal(), seed);
  }

  private static int[] others(int[] some, int count) {
    Set<Integer> left = Arrays.stream(some).boxed().collect(Collectors.toSet());
    return IntStream.range(0, count).filter(i -> !left.contains(i)).toArray();
  }

  /// The short trials.
  ///
  /// @return all that was tried, in order
  List<PilotTrial> run() {
    Progress progress = Progress.start("pilot", grid.trials());
    List<PilotTrial> trials = new ArrayList<>();
    for (Strategy strategy : config.trained()) {
      List<PilotTrial> own = new ArrayList<>();
      grid.first(strategy).forEach(tuning -> own.add(tried(strategy, tuning, false, progress)));
      Tuning best = best(own).get(strategy);
      grid.second(best).forEach(tuning -> own.add(tried(strategy, tuning, false, progress)));
      progress.advance(grid.trials(strategy) - own.size(), Map.of());
      trials.addAll(own);
    }
    return trials;
  }

  /// The trials with the whole training set and budget: from the best learning rate of the short
  /// ones down as long as that is better, or else up.
  ///
  /// @param best of the short ones
  /// @return all that was tried, in order
  List<PilotTrial> finals(Map<Strategy, Tuning> best) {
    Progress progress = Progress.start("pilot, whole training set", grid.finals());
    List<PilotTrial> trials = new ArrayList<>();
    best.forEach(
        (strategy, tuning) -> {
          List<PilotTrial> own = climb(strategy, tuning, progress);
          progress.advance(grid.finalsOfEach() - own.size(), Map.of());
          trials.addAll(own);
        });
    return trials;
  }

  private List<PilotTrial> climb(Strategy strategy, Tuning from, Progress progress) {
    List<Tuning> ladder = grid.ladder(from);
    int start = ladder.indexOf(from);
    List<PilotTrial> trials = new ArrayList<>();
    trials.add(tried(strategy, from, true, progress));
    for (int step : new int[] {-1, 1}) {
      double highest = height(trials.getFirst());
      for (int at = start + step;
          at >= 0 && at < ladder.size() && trials.size() < grid.finalsOfEach();
          at += step) {
        PilotTrial next = tried(strategy, ladder.get(at), true, progress);
        trials.add(next);
        if (height(next) < highest) {
          break;
        }
        highest = height(next);
      }
      if (highest > height(trials.getFirst())) {
        break;
      }
    }
    return trials;
  }

  private static double height(PilotTrial trial) {
    return trial.mean().orElse(Double.NEGATIVE_INFINITY);
  }

  private PilotTrial tried(Strategy strategy, Tuning tuning, boolean ofWhole, Progress progress) {
    return progress.step(
        () ->
            files.remember(
                "pilot/%s%s-%s.json"
                    .formatted(ofWhole ? "whole-" : "", strategy.label(), tuning.label()),
                PilotTrial.class,
                "",
                stored -> stored.fits(strategy, tuning, ofWhole, judges.count()),
                () -> trial(strategy, tuning, ofWhole)));
  }

  /// The best tuning of each strategy that was tried: of those with the whole training set, where
  /// there are such.
  ///
  /// @throws ExperimentException if all trainings of a strategy diverged
  static Map<Strategy, Tuning> best(List<PilotTrial> trials) {
    Map<Strategy, Tuning> best = new TreeMap<>();
    for (PilotTrial trial : trials) {
      trials.stream()
          .filter(other -> other.strategy() == trial.strategy() && other.mean().isPresent())
          .max(
              Comparator.comparing(PilotTrial::whole)
                  .thenComparingDouble(other -> other.mean().getAsDouble()))
          .ifPresent(winner -> best.put(trial.strategy(), winner.tuning()));
      if (!best.containsKey(trial.strategy())) {
        throw new ExperimentException(
            "The pilot of %s diverged with every rate; give smaller --inner-rate-factors or a smaller --learning-rate."
                .formatted(trial.strategy()));
      }
    }
    return best;
  }

  private PilotTrial trial(Strategy strategy, Tuning tuning, boolean ofWhole) {
    InferenceStrategy inference = strategy.make(config, training.dimension(), Optional.of(tuning));
    Observations images = ofWhole ? whole : training;
    TrainingConfig recipe =
        ofWhole
            ? config.training(inference, tuning, images.count(), seedOfFinals())
            : config.training(
                config.steps(
                    config.pilotGradients(),
                    inference.gradientEvaluations(tuning.innerSteps()),
                    images.count()),
                tuning,
                config.model().seed());
    try (Trainer trainer =
        new Trainer(executor, model, inference, Pathwise.standard(), recipe, "pilot")) {
      Driver.Outcome<TrainingState> outcome =
          trainer.train(
              trainer.start(images.count()), images, Monitoring.none(), Checkpoints.none());
      try (TrainingState end = outcome.state();
          Session session = new Session(executor, model, end.parameters())) {
        if (!outcome.complete()) {
          throw new InterruptedTaskException();
        }
        return new PilotTrial(strategy, tuning, ofWhole, heldOut(session));
      }
    } catch (NonFiniteObjectiveException e) {
      return new PilotTrial(strategy, tuning, ofWhole, new double[0]);
    }
  }

  /// One that is not reported on: the choice must not favour its own training.
  private long seedOfFinals() {
    return config.model().seed() + config.seeds();
  }

  private double[] heldOut(Session session) {
    InferenceStrategy fromZero =
        Strategy.SVI_ZERO.make(config, training.dimension(), Optional.empty());
    try (LocalPosteriors q = evaluator.ownInference(session, fromZero, judges, "inference")) {
      evaluator.optimise(session, q, "optimising q*");
      return new MonteCarloElbo(SAMPLES)
          .estimate(session, q, NoiseSource.of(config.model().seed(), Purpose.SELECTION))
          .value();
    }
  }
}
