package org.vaelab.experiment.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiment.InnerOptimiser;

/// What a pilot tries.
record PilotGrid(SviVsAmortizedConfig config) {
  private List<Double> learningRates() {
    return config.model().learningRates(config.learningRateFactors());
  }

  private List<Double> innerRates(Tuning tuning) {
    return tuning.optimiser().rates(config.innerRateFactors());
  }

  /// How many short trials there are, at most.
  long trials() {
    return config.trained().stream().mapToLong(this::trials).sum();
  }

  /// Of a strategy.
  long trials(Strategy strategy) {
    List<Tuning> first = first(strategy); // The most steps come last.
    return first.size() + second(first.getLast()).size();
  }

  /// How many trials with the whole training set there are, at most.
  long finals() {
    return (long) config.trained().size() * finalsOfEach();
  }

  /// Of each strategy.
  int finalsOfEach() {
    return Math.min(config.finalists(), learningRates().size());
  }

  /// Learning rates, numbers of inner steps and their optimisers, at the latter's usual rates.
  List<Tuning> first(Strategy strategy) {
    Schedule schedule = config.innerSchedules().getFirst();
    List<Tuning> tunings = new ArrayList<>();
    for (int steps : strategy.innerSteps(config)) {
      for (double rate : learningRates()) {
        if (steps == 0) {
          tunings.add(Tuning.withoutInnerSteps(rate));
        } else {
          for (InnerOptimiser optimiser : config.innerOptimisers()) {
            tunings.add(new Tuning(rate, steps, optimiser, optimiser.usualRate(), schedule));
          }
        }
      }
    }
    return tunings;
  }

  /// The inner rates and schedules that were not tried with the best of the first.
  List<Tuning> second(Tuning best) {
    List<Tuning> tunings = new ArrayList<>();
    if (best.hasInnerSteps()) {
      for (Schedule schedule : schedules(best)) {
        for (double rate : innerRates(best)) {
          tunings.add(
              new Tuning(best.learningRate(), best.innerSteps(), best.optimiser(), rate, schedule));
        }
      }
      tunings.remove(best);
    }
    return tunings;
  }

  /// A single step has one schedule.
  private List<Schedule> schedules(Tuning tuning) {
    return tuning.innerSteps() == 1 ? List.of(tuning.schedule()) : config.innerSchedules();
  }

  /// The same with each learning rate, ascending.
  List<Tuning> ladder(Tuning tuning) {
    return learningRates().stream().map(tuning::withLearningRate).toList();
  }

  /// A sentence for each choice at an end of what was tried: beyond it there may be a better one.
  List<String> edges(Map<Strategy, Tuning> best) {
    List<String> sentences = new ArrayList<>();
    best.forEach(
        (strategy, tuning) -> {
          edge(
                  strategy,
                  "learning rate",
                  "--learning-rate-factors",
                  learningRates(),
                  tuning.learningRate())
              .ifPresent(sentences::add);
          if (tuning.hasInnerSteps()) {
            edge(
                    strategy,
                    "inner rate",
                    "--inner-rate-factors",
                    innerRates(tuning),
                    tuning.innerRate())
                .ifPresent(sentences::add);
            edge(
                    strategy,
                    "number of inner steps",
                    "--inner-steps",
                    strategy.innerSteps(config),
                    tuning.innerSteps())
                .filter(sentence -> tuning.innerSteps() > 1)
                .ifPresent(sentences::add);
          }
        });
    return sentences;
  }

  private static <T extends Number> Optional<String> edge(
      Strategy strategy, String what, String option, List<T> tried, T chosen) {
    boolean smallest = chosen.equals(tried.getFirst());
    if (tried.size() == 1 || !smallest && !chosen.equals(tried.getLast())) {
      return Optional.empty();
    }
    return Optional.of(
        "The pilot of %s chose the %s %s it tried, %s; %s ones in %s may be better."
            .formatted(
                strategy,
                smallest ? "smallest" : "largest",
                what,
                chosen,
                smallest ? "smaller" : "larger",
                option));
  }
}
