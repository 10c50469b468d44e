package org.vaelab.experiment.toy;

import static org.vaelab.experiment.Setting.MOST_SAMPLES;
import static org.vaelab.experiment.Setting.MOST_STEPS;

import org.vaelab.experiment.Help;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;

/// Settings of [ToyPosterior].
public record ToyPosteriorConfig(
    @Help("Weight of the mode N(2, 2); the other is N(-4, 0.75).")
        @Setting(unit = "W", least = 0, most = 1, between = true, quick = "0.5")
        double weight,
    @Help("Steps of the optimisation of q.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "3000", full = "10000")
        int steps,
    @Help("Samples of z per step.")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "100", full = "1000")
        int samples,
    @Help("Seed of the noise.") @Setting(unit = "S", quick = "1") long seed)
    implements Settings {

  public ToyPosteriorConfig {
    SettingsForm.check(ToyPosteriorConfig.class, weight, steps, samples, seed);
  }

  @Override
  public String data() {
    return "bimodal";
  }
}
