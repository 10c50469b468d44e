package org.vaelab.experiment.gradients;

import static org.vaelab.experiment.Choices.ascending;
import static org.vaelab.experiment.Choices.requireSome;
import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_SAMPLES;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.data.Observations;
import org.vaelab.experiment.Adapted;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.train.TrainingConfig;

/// Settings of [Gradients].
public record GradientsConfig(
    @Adapted(option = "train-points", quick = "1000", full = "0")
        @Adapted(option = "latent", quick = "10", full = "200")
        @Adapted(option = "hidden", quick = "none", full = "none")
        @Adapted(option = "epochs", quick = "30", full = "50")
        @Adapted(option = "batch", quick = "50", full = "100")
        @Adapted(option = "learning-rate", quick = "0.03", full = "0.003")
        ModelSettings model,
    @Help("Dimensions of the Gaussian.")
        @Setting(unit = "D,D,...", least = 1, most = 500, quick = TO_HUNDRED, full = TO_500)
        List<Integer> dimensions,
    @Help("Numbers of samples of an estimate of the Gaussian's gradient.")
        @Setting(unit = "K,K,...", least = 1, most = 1000, quick = TO_HUNDRED)
        List<Integer> sampleCounts,
    @Help("Independent estimates of each gradient, by which bias and variance are measured.")
        @Setting(unit = "N", least = 2, most = 20_000, quick = "1000", full = "10000")
        int estimates,
    @Help(
            "Estimators that train a sigmoid belief network: ${COMPLETION-CANDIDATES}. Exact, by enumeration, takes part with up to 12 units.")
        @Setting(unit = "NAME,...", quick = ALL)
        List<Method> methods,
    @Help("Samples of z per image and training step.")
        @Setting(unit = "K", least = 1, most = 10_000, quick = "5")
        int trainSamples,
    @Help("Temperature of Gumbel-softmax.")
        @Setting(unit = "T", least = 0.01, most = 100, quick = "0.5")
        double temperature,
    @Help(
            "Multiples of --learning-rate that each estimator tries; a tenth of the training images, held out, chooses.")
        @Setting(unit = "M,...", least = 1e-6, most = 1e6, quick = "0.3,1,3")
        List<Double> learningRateFactors,
    @Help("Trainings of each estimator at its rate; they differ in their seed: --seed and after.")
        @Setting(unit = "N", least = 1, most = 1000, quick = "3")
        int seeds,
    @Help("Test images whose gradients are measured against enumeration.")
        @Setting(unit = "N", least = 1, most = 1000, quick = "3", full = "10")
        int gradientPoints,
    @Help("Test images of the final measurement.")
        @Setting(unit = "N", least = 2, most = MOST_POINTS, quick = "200", full = "1000")
        int points,
    @Help("Samples of the importance-sampled log p(x) there.")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "100", full = "1000")
        int samples,
    @Help("Test images of the curves along training.")
        @Setting(unit = "N", least = 2, most = MOST_POINTS, quick = "50", full = "100")
        int curvePoints,
    @Help("Samples of log p(x) there.")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "20", full = "100")
        int curveSamples)
    implements Settings {
  private static final String TO_HUNDRED = "1,2,5,10,20,50,100";
  private static final String TO_500 = TO_HUNDRED + ",200,500";
  private static final String ALL =
      "reinforce,learned-baseline,leave-one-out,vimco,gumbel-softmax,exact";
  private static final int MOST_ENUMERATED = 12;

  public GradientsConfig {
    dimensions = ascending(dimensions);
    sampleCounts = ascending(sampleCounts);
    methods = ascending(methods);
    learningRateFactors = ascending(learningRateFactors);
    Object[] values = {
      model, dimensions, sampleCounts, estimates,
      methods, trainSamples, temperature, learningRateFactors,
      seeds, gradientPoints, points, samples,
      curvePoints, curveSamples
    };
    SettingsForm.check(GradientsConfig.class, values);
    model.requireBits();
    requireSome("dimensions", dimensions, "10");
    requireSome("sample-counts", sampleCounts, "10");
    requireSome("methods", methods, "vimco");
    requireSome("learning-rate-factors", learningRateFactors, "1");
    if (methods.equals(List.of(Method.EXACT)) && model.latent() > MOST_ENUMERATED) {
      throw new ExperimentException(
          "Enumeration takes at most %d units; use a smaller --latent, or more --methods."
              .formatted(MOST_ENUMERATED));
    }
  }

  @Override
  public String data() {
    return model.data();
  }

  @Override
  public Map<String, String> withoutEffect() {
    Map<String, String> idle = new HashMap<>();
    model.addIdle(idle);
    if (!comparesGradients()) {
      idle.put("gradient-points", enumerable() ? "--methods exact" : "--latent " + model.latent());
    }
    if (!methods.contains(Method.GUMBEL_SOFTMAX)) {
      idle.put("temperature", "these --methods");
    }
    return idle;
  }

  /// Whether all configurations of z can be summed over.
  boolean enumerable() {
    return model.latent() <= MOST_ENUMERATED;
  }

  /// Whether there are estimates to be compared with the exact gradient.
  boolean comparesGradients() {
    return enumerable() && methods.stream().anyMatch(m -> m != Method.EXACT);
  }

  /// Those that can train such a network.
  List<Method> trained() {
    return methods.stream().filter(m -> enumerable() || m != Method.EXACT).toList();
  }

  List<Double> learningRates() {
    return model.learningRates(learningRateFactors);
  }

  SigmoidBeliefNetwork network(Observations data) {
    return SigmoidBeliefNetwork.of(data, model.latent(), model.hidden(), model.activation());
  }

  /// The same for all methods but for the rate.
  TrainingConfig training(double learningRate, long seed) {
    return model.training(trainSamples, learningRate, seed);
  }
}
