package org.vaelab.experiment.exchange;

import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_STEPS;

import java.util.Optional;
import org.vaelab.coding.Refinement;
import org.vaelab.data.Binarisation;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.network.Activation;

/// How images are made a message. There is but one preset.
public record CompressionSettings(
    @Help("How grey pixels become bits: stochastic or threshold. What is sent are the bits.")
        @Setting(unit = "NAME", quick = "stochastic")
        Binarisation binarisation,
    @Help(
            "Activation of the hidden layers, where the file does not tell: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME", quick = "tanh")
        Activation activation,
    @Help("Test images, the first of the set; 0 for all.")
        @Setting(unit = "N", least = 1, most = MOST_POINTS, orZero = true, quick = "0")
        int points,
    @Help("Chains: stacks that are coded side by side. Each costs initial bits.")
        @Setting(unit = "C", least = 1, most = 10_000, quick = "32")
        int chains,
    @Help("Bits of a latent coordinate's bins of equal mass.")
        @Setting(unit = "B", least = 1, most = 16, quick = "12")
        int latentBits,
    @Help("Steps of SVI that refine each image's q, when coding and when decoding; 0 for none.")
        @Setting(unit = "T", least = 0, most = MOST_STEPS, quick = "0")
        int sviSteps,
    @Help("Their learning rate (Adam).")
        @Setting(unit = "R", least = 0, most = 1, between = true, quick = "0.01")
        double sviRate,
    @Help("Seed of the bits of grey images and of the initial bits.")
        @Setting(unit = "S", quick = "1")
        long seed) {
  /// Samples of z per step of SVI.
  public static final int SVI_SAMPLES = 5;

  public CompressionSettings {
    Object[] values = {
      binarisation, activation, points, chains, latentBits, sviSteps, sviRate, seed
    };
    SettingsForm.check(CompressionSettings.class, values);
  }

  /// What is done to q, if anything.
  public Optional<Refinement> refinement() {
    return sviSteps == 0
        ? Optional.empty()
        : Optional.of(new Refinement(sviSteps, SVI_SAMPLES, sviRate));
  }
}
