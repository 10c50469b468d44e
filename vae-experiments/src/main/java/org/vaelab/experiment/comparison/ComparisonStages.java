package org.vaelab.experiment.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.progress.Stages;

/// The stages of a run with their work, in evaluations of log p(x, z); a gradient takes three.
record ComparisonStages(SviVsAmortizedConfig config, ExperimentData data) {
  private static final double GRADIENTS_PER_SECOND = 1e5;

  /// Of a measurement: inference, optimisation, importance sampling and the ELBO.
  private static final int TASKS = 4;

  Stages stages() {
    List<Stages.Stage> stages = new ArrayList<>();
    List<Strategy> trained = config.trained();
    if (config.innerRate() == 0) {
      double trial = 3.0 * config.pilotPoints() * config.pilotGradients() + measurement(100, 100);
      PilotGrid grid = new PilotGrid(config);
      stages.add(new Stages.Stage("pilot", grid.trials() * trial, 1));
      if (config.finalists() > 1) {
        double whole = trained.stream().mapToDouble(this::training).average().orElse(0);
        stages.add(
            new Stages.Stage(
                "pilot, whole training set", grid.finals() * (whole + measurement(100, 100)), 1));
      }
    }
    for (int seed = 0; seed < config.seeds(); seed++) {
      for (Strategy strategy : trained) {
        String name = "%s, seed %d of %d".formatted(strategy, seed + 1, config.seeds());
        double moments =
            StrategyTraining.MOMENTS.size()
                * measurement(config.curvePoints(), config.curveSamples());
        stages.add(new Stages.Stage("training, " + name, training(strategy) + moments, 1));
        boolean refined =
            strategy == Strategy.AMORTIZED
                && config.strategies().contains(Strategy.AMORTIZED_THEN_SVI);
        int splits = seed == 0 ? 2 : 1;
        stages.add(
            new Stages.Stage(
                "measuring, " + name,
                splits * measurement(config.points(), config.samples()),
                splits * (TASKS + (refined ? 2 : 0)) + (seed == 0 ? 1 : 0)));
      }
    }
    if (config.withDl4j()) {
      double work = 2 * measurement(config.points(), config.samples());
      stages.add(new Stages.Stage("dl4j", 5 * training(Strategy.AMORTIZED) + work, 1 + 2 * TASKS));
    }
    return new Stages(stages);
  }

  private double training(Strategy strategy) {
    InferenceStrategy inference =
        strategy.make(config, data.training().dimension(), Optional.empty());
    double gradients =
        switch (config.budget()) {
          case EPOCHS ->
              (double) config.model().epochs()
                  * inference.gradientEvaluations(strategy.innerSteps(config).getLast())
                  * data.training().count();
          case GRADIENTS -> (double) config.gradients() * data.training().count();
          case SECONDS -> config.seconds() * GRADIENTS_PER_SECOND;
        };
    return 3 * gradients * config.trainSamples();
  }

  private double measurement(int points, int samples) {
    return points * (3.0 * config.optimalSteps() * config.optimalSamples() + 2.0 * samples);
  }
}
