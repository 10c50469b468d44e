package org.vaelab.experiment.marginal;

import static org.vaelab.experiment.Setting.MOST_SAMPLES;

import org.vaelab.experiment.Adapted;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;

/// Settings of [MarginalLikelihood].
public record MarginalLikelihoodConfig(
    @Adapted(option = "latent", quick = "10", full = "12")
        @Adapted(option = "epochs", quick = "5", full = "50")
        ModelSettings model,
    @Help("Samples of z per image and training step, by VIMCO.")
        @Setting(unit = "K", least = 2, most = 1000, quick = "5", full = "10")
        int trainSamples,
    @Help("Test images whose p(x) is summed and estimated.")
        @Setting(unit = "N", least = 1, most = 1000, quick = "8", full = "20")
        int images,
    @Help("Repetitions of each estimate, each with samples of its own.")
        @Setting(unit = "R", least = 2, most = 100_000, quick = "500", full = "2000")
        int repetitions,
    @Help("Most samples of z of an estimate.")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "1000", full = "10000")
        int samples,
    @Help("Missing pixels whose completions, 2 to the power of N, are summed by force.")
        @Setting(unit = "N", least = 1, most = 16, quick = "6", full = "10")
        int missing)
    implements Settings {

  private static final int MOST_ESTIMATES = 1_000_000;

  public MarginalLikelihoodConfig {
    Object[] values = {model, trainSamples, images, repetitions, samples, missing};
    SettingsForm.check(MarginalLikelihoodConfig.class, values);
    model.requireBits();
    if (model.latent() > BitsVae.MOST_BITS) {
      throw new ExperimentException(
          "--latent %d is 2^%d configurations of bits for every sum; use %d or fewer."
              .formatted(model.latent(), model.latent(), BitsVae.MOST_BITS));
    }
    if ((long) images * repetitions > MOST_ESTIMATES) {
      throw new ExperimentException(
          "--images %d times --repetitions %d is more than the %,d estimates of each kind that there is room for; lower one of them."
              .formatted(images, repetitions, MOST_ESTIMATES));
    }
  }

  @Override
  public String data() {
    return model.data();
  }
}
