package org.vaelab.experiment.train;

import static org.vaelab.experiment.Setting.MOST_STEPS;

import java.util.List;
import java.util.Map;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.EncoderTraining;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.SemiAmortized;
import org.vaelab.inference.Svi;
import org.vaelab.network.Network;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.optimisation.Momentum;

/// Where q of an image comes from.
public record StrategyOptions(
    @Help("q by an encoder, by steps of its own, or both: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME", quick = "amortized")
        Kind strategy,
    @Help("SVI, semi-amortized: steps on each image's own phi before each step on the model.")
        @Setting(unit = "T", least = 1, most = MOST_STEPS, quick = "1")
        int innerSteps,
    @Help("SVI, semi-amortized: Adam rate of the inner steps.")
        @Setting(unit = "R", least = 1e-8, most = 10, quick = "0.1")
        double innerRate,
    @Help(
            "SVI: start of the inner loop, the image's last phi, the same with the optimiser's moments, or zero, which wants more steps: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME", quick = "continued")
        InnerLoop.Start innerStart,
    @Help(
            "Semi-amortized: what the encoder learns from, the bound at its own phi, the refined q, or the bound through the inner steps, which then are gradient ascent with momentum: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME", quick = "bound")
        EncoderTraining encoderTraining,
    @Help("SVI, semi-amortized: steps to find q of a new image.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "100", full = "200")
        int testSteps) {

  private static final double MOMENTUM = 0.5;
  private static final double TEST_RATE = 0.2;

  /// The strategies there are.
  public enum Kind {
    AMORTIZED,
    SVI,
    SEMI_AMORTIZED
  }

  public StrategyOptions {
    Object[] values = {strategy, innerSteps, innerRate, innerStart, encoderTraining, testSteps};
    SettingsForm.check(StrategyOptions.class, values);
  }

  /// Whether the encoder learns through the steps.
  boolean throughSteps() {
    return strategy == Kind.SEMI_AMORTIZED && encoderTraining == EncoderTraining.THROUGH_STEPS;
  }

  /// Whether the encoder learns from the density of its q at samples of another.
  boolean learnsFromRefined() {
    return strategy == Kind.SEMI_AMORTIZED && encoderTraining == EncoderTraining.REFINED;
  }

  boolean hasEncoder() {
    return strategy != Kind.SVI;
  }

  /// @param latent Z
  /// @param samples K of an inner step
  /// @param encoder from x to φ; asked by strategies that have one
  InferenceStrategy make(PosteriorFamily family, int latent, int samples, Network encoder) {
    LocalOptimisation inner =
        LocalOptimisation.ofSteps(innerSteps, samples, new LearningRate.Constant(innerRate));
    LocalOptimisation testTime =
        LocalOptimisation.ofSteps(testSteps, samples, new LearningRate.Cosine(TEST_RATE, 0.05));
    return switch (strategy) {
      case AMORTIZED -> new Amortized(family, latent, encoder);
      case SVI -> new Svi(family, new InnerLoop(inner, innerStart), testTime);
      case SEMI_AMORTIZED ->
          new SemiAmortized(
              new Amortized(family, latent, encoder),
              throughSteps() ? inner.by(new Momentum(MOMENTUM)) : inner,
              testTime,
              encoderTraining);
    };
  }

  void addIdle(Map<String, String> idle) {
    String because = "--strategy " + SettingSpec.text(strategy);
    if (strategy == Kind.AMORTIZED) {
      List.of("inner-steps", "inner-rate", "test-steps")
          .forEach(option -> idle.put(option, because));
    }
    if (strategy != Kind.SVI) {
      idle.put("inner-start", because);
    }
    if (strategy != Kind.SEMI_AMORTIZED) {
      idle.put("encoder-training", because);
    }
  }

  String text() {
    String name = SettingSpec.text(strategy);
    String steps =
        "%d inner steps of rate %s, %d for a new image".formatted(innerSteps, innerRate, testSteps);
    return switch (strategy) {
      case AMORTIZED -> name;
      case SVI -> "%s, %s, start %s".formatted(name, steps, SettingSpec.text(innerStart));
      case SEMI_AMORTIZED ->
          "%s, %s, encoder trained on: %s"
              .formatted(name, steps, SettingSpec.text(encoderTraining));
    };
  }
}
