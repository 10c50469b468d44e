package org.vaelab.experiment.elbo;

import static org.vaelab.experiment.Setting.MOST_SAMPLES;

import org.vaelab.experiment.Help;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;

/// Settings of [ElboAnatomy].
public record ElboConfig(
    @Help("The observation x of the model of two clusters; EM ends away from 0 for x above 1.")
        @Setting(unit = "X", least = 0.01, most = 3, quick = "1.2")
        double x,
    @Help("Where EM starts: θ, half the distance between the clusters.")
        @Setting(unit = "T", least = 0.001, most = 5, quick = "0.15")
        double start,
    @Help("Steps of EM.") @Setting(unit = "N", least = 1, most = 10_000, quick = "12", full = "100")
        int steps,
    @Help("Random q of each model for which log p(x) = ELBO + KL is computed.")
        @Setting(unit = "N", least = 1, most = 10_000, quick = "20", full = "200")
        int posteriors,
    @Help("Samples of z by which the variances of the bound's forms are measured.")
        @Setting(unit = "K", least = 100, most = MOST_SAMPLES, quick = "20000", full = "200000")
        int samples,
    @Help("Seed of all random numbers.") @Setting(unit = "S", quick = "1") long seed)
    implements Settings {

  public ElboConfig {
    SettingsForm.check(ElboConfig.class, x, start, steps, posteriors, samples, seed);
  }

  @Override
  public String data() {
    return "known-models";
  }
}
