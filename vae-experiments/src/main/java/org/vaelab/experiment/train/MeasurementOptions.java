package org.vaelab.experiment.train;

import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_SAMPLES;

import org.vaelab.experiment.Help;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingsForm;

/// How well the trained model is measured.
public record MeasurementOptions(
    @Help("Samples of the importance-sampled log p(x).")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "1000", full = "5000")
        int samples,
    @Help("Test images on which the ELBO is measured after each epoch.")
        @Setting(unit = "N", least = 1, most = MOST_POINTS, quick = "200", full = "500")
        int curvePoints,
    @Help("Test images for the final ELBO and log p(x); 0 for all.")
        @Setting(unit = "N", least = 0, most = MOST_POINTS, quick = "200", full = "0")
        int likelihoodPoints) {

  public MeasurementOptions {
    SettingsForm.check(MeasurementOptions.class, samples, curvePoints, likelihoodPoints);
  }
}
