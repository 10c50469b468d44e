package org.vaelab.experiment.posterior;

import static org.vaelab.experiment.Setting.MOST_STEPS;

import org.vaelab.experiment.Adapted;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;

/// Settings of [Posterior2d].
public record Posterior2dConfig(
    @Adapted(option = "latent", quick = "2", only = 2)
        @Adapted(option = "epochs", quick = "20", full = "100")
        ModelSettings model,
    @Help("Test images whose posteriors are drawn.")
        @Setting(unit = "N", least = 1, most = 1000, quick = "6", full = "12")
        int images,
    @Help("Steps towards the best q from each start.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "1000", full = "5000")
        int optimalSteps,
    @Help("Samples of z per such step.")
        @Setting(unit = "K", least = 1, most = 10_000, quick = "20", full = "50")
        int optimalSamples)
    implements Settings {

  public Posterior2dConfig {
    SettingsForm.check(Posterior2dConfig.class, model, images, optimalSteps, optimalSamples);
    model.requireBits();
  }

  @Override
  public String data() {
    return model.data();
  }
}
