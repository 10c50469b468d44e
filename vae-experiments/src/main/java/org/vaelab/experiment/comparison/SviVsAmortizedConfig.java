package org.vaelab.experiment.comparison;

import static org.vaelab.experiment.Choices.ascending;
import static org.vaelab.experiment.Choices.requireSome;
import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_SAMPLES;
import static org.vaelab.experiment.Setting.MOST_STEPS;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vaelab.experiment.Adapted;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.InnerOptimiser;
import org.vaelab.experiment.LikelihoodKind;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.experiment.train.LikelihoodOptions;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.model.Vae;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.train.Limit;
import org.vaelab.train.TrainingConfig;

/// Settings of [SviVsAmortized].
public record SviVsAmortizedConfig(
    @Adapted(option = "train-points", quick = "2000", full = "0")
        @Adapted(option = "latent", quick = "10", full = "50")
        @Adapted(option = "epochs", quick = "20", full = "50")
        @Adapted(option = "batch", quick = "25", full = "100")
        @Adapted(option = "learning-rate", quick = "0.001")
        ModelSettings model,
    LikelihoodOptions likelihood,
    @Help("What is compared: ${COMPLETION-CANDIDATES}.") @Setting(unit = "NAME,...", quick = ALL)
        List<Strategy> strategies,
    @Help("Trainings of each strategy, which differ in their seed: --seed and those after it.")
        @Setting(unit = "N", least = 1, most = 1000, quick = "3")
        int seeds,
    @Help("What each strategy gets the same amount of: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME", quick = "gradients")
        Budget budget,
    @Help("Budget gradients: gradients per training image; a step on theta takes inner-steps + 1.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "300")
        int gradients,
    @Help("Budget seconds: seconds of each training. No two runs end with the same numbers then.")
        @Setting(unit = "S", least = 0.001, most = 1e6, quick = "5", full = "300")
        double seconds,
    @Help("Samples of z per image and training step.")
        @Setting(unit = "K", least = 1, most = 10_000, quick = "1")
        int trainSamples,
    @Help("Multiples of --learning-rate that the pilot tries.")
        @Setting(unit = "M,...", least = 0.001, most = 1000, quick = "1,2,5,10,20", full = FACTORS)
        List<Double> learningRateFactors,
    @Help("SVI: steps on each image's own phi before each step on the model that the pilot tries.")
        @Setting(unit = "T,...", least = 1, most = MOST_STEPS, quick = "1,5,20")
        List<Integer> innerSteps,
    @Help("Optimisers of phi that the pilot tries: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME,...", quick = "adam")
        List<InnerOptimiser> innerOptimisers,
    @Help("Rate of all inner steps, by the first optimiser; 0 for a pilot, which chooses for each.")
        @Setting(unit = "R", least = 1e-8, most = 10, orZero = true, quick = "0")
        double innerRate,
    @Help("Multiples of an optimiser's usual rate (0.1; momentum 0.03) that the pilot tries.")
        @Setting(unit = "M,...", least = 0.001, most = 1000, quick = RATES, full = MORE_RATES)
        List<Double> innerRateFactors,
    @Help("Schedules that the pilot tries; a given rate has the first: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME,...", quick = "constant", full = "constant,cosine")
        List<Schedule> innerSchedules,
    @Help("Training images of the pilot; as many others, at most 100, judge it.")
        @Setting(unit = "N", least = 2, most = MOST_POINTS, quick = "500", full = "5000")
        int pilotPoints,
    @Help("Gradients per image of each training of the pilot.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "300")
        int pilotGradients,
    @Help("Most learning rates tried on the whole training set, the pilot's best first; 1: none.")
        @Setting(unit = "N", least = 1, most = 100, quick = "3", full = "4")
        int finalists,
    @Help("SVI, amortized-then-svi: steps to find q of a new image.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "100", full = "200")
        int testSteps,
    @Help("Most steps to find q*, the best q of an image.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "150", full = "1000")
        int optimalSteps,
    @Help("Samples of z per step towards q*.")
        @Setting(unit = "K", least = 1, most = 10_000, quick = "2", full = "5")
        int optimalSamples,
    @Help("Test images of the final measurement, and training images of that of the first seed.")
        @Setting(unit = "N", least = 1, most = MOST_POINTS, quick = "100", full = "1000")
        int points,
    @Help("Samples of the importance-sampled log p(x) there.")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "500", full = "5000")
        int samples,
    @Help("Test images of the measurements along training.")
        @Setting(unit = "N", least = 1, most = MOST_POINTS, quick = "50", full = "100")
        int curvePoints,
    @Help("Samples of log p(x) there.")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "200", full = "1000")
        int curveSamples,
    @Help("Also train DL4J's VariationalAutoencoder layer for as many epochs as the encoder.")
        @Setting(quick = "false")
        boolean withDl4j)
    implements Settings {
  private static final String ALL =
      "amortized,amortized-then-svi,svi-zero,svi-warm,svi-continued,semi-amortized-5,semi-amortized-20";
  private static final String FACTORS = "0.5,1,2,5,10";
  private static final String RATES = "0.3,1,3";
  private static final String MORE_RATES = "0.1," + RATES;
  private static final double TEST_RATE = 0.1;
  private static final double OPTIMAL_RATE = 0.02;
  private static final int OPTIMAL_WINDOW = 100;
  private static final double OPTIMAL_TOLERANCE = 0.01;

  public SviVsAmortizedConfig {
    strategies = ascending(strategies);
    learningRateFactors = ascending(learningRateFactors);
    innerSteps = ascending(innerSteps);
    innerOptimisers = innerOptimisers.stream().distinct().toList();
    innerRateFactors = ascending(innerRateFactors);
    innerSchedules = innerSchedules.stream().distinct().toList();
    Object[] values = {
      model, likelihood, strategies, seeds, budget,
      gradients, seconds, trainSamples, learningRateFactors, innerSteps,
      innerOptimisers, innerRate, innerRateFactors, innerSchedules, pilotPoints,
      pilotGradients, finalists, testSteps, optimalSteps, optimalSamples,
      points, samples, curvePoints, curveSamples, withDl4j
    };
    SettingsForm.check(SviVsAmortizedConfig.class, values);
    requireSome("strategies", strategies, "amortized");
    requireSome("learning-rate-factors", learningRateFactors, "1");
    requireSome("inner-steps", innerSteps, "5");
    requireSome("inner-optimisers", innerOptimisers, "adam");
    requireSome("inner-rate-factors", innerRateFactors, "1");
    requireSome("inner-schedules", innerSchedules, "constant");
    likelihood.check(model);
    if (withDl4j
        && (likelihood.likelihood() != LikelihoodKind.BERNOULLI
            || model.hidden().isEmpty()
            || !strategies.contains(Strategy.AMORTIZED))) {
      throw new ExperimentException(
          "--with-dl4j needs the strategy amortized, the Bernoulli likelihood and at least one hidden layer.");
    }
  }

  @Override
  public String data() {
    return model.data();
  }

  @Override
  public Map<String, String> withoutEffect() {
    Map<String, String> idle = new HashMap<>();
    likelihood.addIdle(idle);
    model.addIdle(idle);
    for (Budget other : Budget.values()) {
      if (other != budget) {
        idle.put(SettingSpec.text(other), "--budget " + SettingSpec.text(budget));
      }
    }
    if (innerRate > 0) {
      Stream.of(
              "learning-rate-factors",
              "inner-rate-factors",
              "pilot-points",
              "pilot-gradients",
              "finalists")
          .forEach(option -> idle.put(option, "--inner-rate " + innerRate));
    }
    return idle;
  }

  public Vae model(int dataSize) {
    return new Vae(dataSize, model.latent(), model.hidden(), model.activation(), likelihood.make());
  }

  /// The strategies that train a model of their own.
  List<Strategy> trained() {
    return strategies.stream().map(Strategy::trainedAs).distinct().toList();
  }

  /// What a strategy gets without a pilot.
  Tuning given(Strategy strategy) {
    return strategy.hasInnerLoop()
        ? new Tuning(
            model.learningRate(),
            strategy.innerSteps(this).getFirst(),
            innerOptimisers.getFirst(),
            innerRate,
            innerSchedules.getFirst())
        : Tuning.withoutInnerSteps(model.learningRate());
  }

  /// Inference for a new image by steps of its own: the same for all that have no other.
  LocalOptimisation testTime() {
    return LocalOptimisation.ofSteps(
        testSteps, trainSamples, new LearningRate.Cosine(TEST_RATE, 0.05));
  }

  /// The optimisation of q* per data point.
  LocalOptimisation optimal() {
    return new LocalOptimisation(
        optimalSteps,
        optimalSamples,
        new LearningRate.Cosine(OPTIMAL_RATE, 0.01),
        OPTIMAL_WINDOW,
        OPTIMAL_TOLERANCE);
  }

  /// The same recipe for θ and λ with every strategy but for the rates, to the end of the budget.
  ///
  /// @param trainingPoints N
  TrainingConfig training(
      InferenceStrategy strategy, Tuning tuning, int trainingPoints, long seed) {
    Limit limit =
        switch (budget) {
          case EPOCHS ->
              new Limit.Steps((long) model.epochs() * Math.ceilDiv(trainingPoints, model.batch()));
          case GRADIENTS ->
              steps(gradients, strategy.gradientEvaluations(tuning.innerSteps()), trainingPoints);
          case SECONDS -> new Limit.Seconds(seconds);
        };
    return training(limit, tuning, seed);
  }

  TrainingConfig training(Limit limit, Tuning tuning, long seed) {
    return model.training(trainSamples, tuning.learningRate(), seed).until(limit);
  }

  /// As many steps on θ as come nearest to so many gradients per image.
  ///
  /// @param ofVisit gradients of an image's bound for one step on θ
  Limit.Steps steps(int perImage, int ofVisit, int trainingPoints) {
    int batch = Math.min(model.batch(), trainingPoints);
    long epochs = perImage / ofVisit;
    double rest = (perImage % ofVisit) * (double) trainingPoints / ofVisit;
    long steps = epochs * Math.ceilDiv(trainingPoints, model.batch()) + Math.round(rest / batch);
    return new Limit.Steps(Math.max(1, steps));
  }
}
