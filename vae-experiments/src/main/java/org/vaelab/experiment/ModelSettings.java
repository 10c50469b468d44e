package org.vaelab.experiment;

import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_STEPS;
import static org.vaelab.experiment.Setting.MOST_UNITS;

import java.util.List;
import java.util.Map;
import org.vaelab.data.Binarisation;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.inference.Amortized;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.train.TrainingConfig;

/// A VAE, its data, and how it is trained; with Bernoulli likelihood and diagonal Gaussian encoder
/// where the experiment has no settings for these.
public record ModelSettings(
    @Help("Data set: stroke-digits, mnist, fashion-mnist, binarized-mnist, or your IDX directory.")
        @Setting(unit = "NAME|DIR", quick = "stroke-digits")
        String data,
    @Help(
            "How pixels become x: ${COMPLETION-CANDIDATES}. Stochastic: fresh bits each epoch; none: grey levels; dequantised: these with a fraction of a level, drawn each epoch. The last two have no Bernoulli likelihood.")
        @Setting(unit = "NAME", quick = "stochastic")
        Binarisation binarisation,
    @Help("Training images to use, the first of the set; 0 for all.")
        @Setting(unit = "N", least = 0, most = MOST_POINTS, quick = "0")
        int trainPoints,
    @Help("Test images to use, a seeded choice; 0 for all.")
        @Setting(unit = "N", least = 0, most = MOST_POINTS, quick = "0")
        int testPoints,
    @Help("Size of z.") @Setting(unit = "Z", least = 1, most = 4096, quick = "20") int latent,
    @Help("Widths of the decoder's hidden layers, z to x, or 'none'; the encoder's are reversed.")
        @Setting(unit = "W,W,...", least = 1, most = MOST_UNITS, quick = "100", full = "200,200")
        List<Integer> hidden,
    @Help("Activation of the hidden layers: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME", quick = "tanh")
        Activation activation,
    @Help("Passes over the training set.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "10", full = "50")
        int epochs,
    @Help("Images per step.") @Setting(unit = "B", least = 1, most = 1_000_000, quick = "100")
        int batch,
    @Help(
            "Initial Adam rate of model and encoder; times 0.3 from 60% and 0.1 from 85% of the epochs.")
        @Setting(unit = "R", least = 1e-8, most = 10, quick = "0.002", full = "0.001")
        double learningRate,
    @Help("Seed of all random numbers.") @Setting(unit = "S", quick = "1") long seed) {

  public ModelSettings {
    hidden = List.copyOf(hidden);
    Object[] values = {
      data, binarisation, trainPoints, testPoints,
      latent, hidden, activation, epochs,
      batch, learningRate, seed
    };
    SettingsForm.check(ModelSettings.class, values);
  }

  /// @throws ExperimentException if a Bernoulli likelihood cannot be that of the pixels
  public void requireBits() {
    LikelihoodKind.BERNOULLI.check(binarisation);
  }

  public DataSettings dataSettings() {
    return new DataSettings(data, binarisation, trainPoints, testPoints, seed);
  }

  public Vae model(int dataSize) {
    return model(dataSize, hidden);
  }

  /// The model with other decoder widths.
  public Vae model(int dataSize, List<Integer> widths) {
    return new Vae(dataSize, latent, widths, activation, new Likelihood.Bernoulli());
  }

  public Amortized encoder(int dataSize) {
    return encoder(dataSize, hidden);
  }

  /// The encoder with other widths, given from z to x.
  public Amortized encoder(int dataSize, List<Integer> widths) {
    return new Amortized(
        new DiagonalGaussianFamily(), dataSize, latent, widths.reversed(), activation);
  }

  public TrainingConfig training() {
    return training(seed);
  }

  /// The training with another seed, on the same data.
  public TrainingConfig training(long otherSeed) {
    return training(1, learningRate, otherSeed);
  }

  /// @param samples K of z per image and step
  public TrainingConfig training(int samples, double rate, long otherSeed) {
    return TrainingConfig.of(epochs, batch, samples, rate, otherSeed);
  }

  /// Multiples of the learning rate.
  public List<Double> learningRates(List<Double> factors) {
    return Choices.multiples(learningRate, factors);
  }

  /// Adds to the options without effect.
  public void addIdle(Map<String, String> idle) {
    if (hidden.isEmpty()) {
      idle.put("activation", "--hidden none");
    }
  }
}
