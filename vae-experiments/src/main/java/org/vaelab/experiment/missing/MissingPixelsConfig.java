package org.vaelab.experiment.missing;

import static org.vaelab.experiment.Setting.MOST_SAMPLES;
import static org.vaelab.experiment.Setting.MOST_STEPS;

import java.util.Map;
import org.vaelab.experiment.Adapted;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;

/// Settings of [MissingPixels].
public record MissingPixelsConfig(
    @Adapted(option = "hidden", quick = "200", full = "200,200")
        @Adapted(option = "epochs", quick = "10", full = "100")
        @Adapted(option = "batch", quick = "20", full = "100")
        ModelSettings model,
    JointOptions joint,
    @Help("Test images without their top half that the joint completes.")
        @Setting(unit = "N", least = 2, most = 1000, quick = "8", full = "50")
        int images,
    @Help("Steps on the logits of q of each of these images.")
        @Setting(unit = "T", least = 1, most = MOST_STEPS, quick = "300", full = "2000")
        int steps,
    @Help("Samples of z per image and step.")
        @Setting(unit = "K", least = 2, most = 1000, quick = "10", full = "20")
        int stepSamples,
    @Help("Sweeps of Gibbs sampling over the missing pixels.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "10", full = "200")
        int sweeps,
    @Help("Samples of z of each estimate.")
        @Setting(unit = "K", least = 2, most = MOST_SAMPLES, quick = "500", full = "2000")
        int samples,
    @Help(
            "Samples of z per image and step of the VAE's training, by the importance-weighted bound.")
        @Setting(unit = "K", least = 1, most = 1000, quick = "5", full = "20")
        int trainSamples,
    @Help("Test images whose missing pixels the VAE imputes.")
        @Setting(unit = "N", least = 2, most = 100_000, quick = "200", full = "1000")
        int points,
    @Help("Steps of SVI for an image's q(z) of the VAE.")
        @Setting(unit = "T", least = 1, most = MOST_STEPS, quick = "100", full = "1000")
        int testSteps)
    implements Settings {

  public MissingPixelsConfig {
    Object[] values = {
      model, joint, images, steps, stepSamples, sweeps, samples, trainSamples, points, testSteps
    };
    SettingsForm.check(MissingPixelsConfig.class, values);
    model.requireBits();
  }

  @Override
  public String data() {
    return model.data();
  }

  @Override
  public Map<String, String> withoutEffect() {
    return joint.idle();
  }
}
