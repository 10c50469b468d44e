package org.vaelab.experiment.missing;

import static org.vaelab.experiment.Setting.MOST_SAMPLES;
import static org.vaelab.experiment.Setting.MOST_STEPS;
import static org.vaelab.experiment.Setting.MOST_UNITS;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vaelab.experiment.Adapted;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.train.TrainingConfig;

/// Settings of [MissingPixels].
public record MissingPixelsConfig(
    @Adapted(option = "hidden", quick = "200", full = "200,200")
        @Adapted(option = "epochs", quick = "10", full = "50")
        @Adapted(option = "batch", quick = "20", full = "100")
        ModelSettings model,
    @Help("Widths of MADE's hidden layers, or 'none'.")
        @Setting(unit = "W,W,...", least = 1, most = MOST_UNITS, quick = "200", full = "2000")
        List<Integer> madeHidden,
    @Help("Passes over the training set of MADE.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "10", full = "12")
        int madeEpochs,
    @Help("Learning rate of MADE, the same to the end.")
        @Setting(unit = "RATE", least = 1e-8, most = 1, quick = "0.002")
        double madeLearningRate,
    @Help("Weight decay of MADE (AdamW), against overfitting.")
        @Setting(unit = "W", least = 0, most = 100, quick = "0.1")
        double madeWeightDecay,
    @Help("Epochs over which MADE's parameters are averaged; 0 for none.")
        @Setting(unit = "N", least = 0, most = MOST_STEPS, quick = "2", full = "4")
        double madeAveraging,
    @Help("Test images without their top half that MADE completes.")
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
    madeHidden = List.copyOf(madeHidden);
    Object[] values = {
      model,
      madeHidden,
      madeEpochs,
      madeLearningRate,
      madeWeightDecay,
      madeAveraging,
      images,
      steps,
      stepSamples,
      sweeps,
      samples,
      trainSamples,
      points,
      testSteps
    };
    SettingsForm.check(MissingPixelsConfig.class, values);
    model.requireBits();
  }

  /// How MADE is trained.
  TrainingConfig ofMade() {
    Adam standard = Adam.standard();
    return new TrainingConfig(
            madeEpochs,
            model.batch(),
            1,
            new Adam(standard.beta1(), standard.beta2(), standard.epsilon(), madeWeightDecay),
            new LearningRate.Constant(madeLearningRate),
            0,
            OptionalDouble.empty(),
            Optional.empty(),
            model.seed())
        .averagingOver(madeAveraging);
  }

  @Override
  public String data() {
    return model.data();
  }
}
