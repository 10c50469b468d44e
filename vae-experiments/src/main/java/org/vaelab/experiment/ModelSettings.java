package org.vaelab.experiment;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vaelab.data.Binarisation;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.DiagonalGaussianFamily;
import org.vaelab.model.Activation;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.train.TrainingConfig;

/// A VAE with Bernoulli likelihood and diagonal Gaussian encoder, its data, and how it is trained.
///
/// @param data name of a data set or path of a directory of IDX files
/// @param binarisation of the pixels
/// @param trainPoints training images used; 0 for all
/// @param testPoints test images used; 0 for all
/// @param latent Z
/// @param hidden widths of the decoder's hidden layers from z to x; the encoder has them in reverse
/// @param epochs passes over the training set
/// @param batch images per step
/// @param learningRate initial Adam rate, times 0.3 from 60% and 0.1 from 85% of the epochs
/// @param seed of all random numbers of the data and the training
public record ModelSettings(
    String data,
    Binarisation binarisation,
    int trainPoints,
    int testPoints,
    int latent,
    List<Integer> hidden,
    Activation activation,
    int epochs,
    int batch,
    double learningRate,
    long seed) {

  public ModelSettings {
    hidden = List.copyOf(hidden);
    LikelihoodKind.BERNOULLI.check(binarisation);
    requirePositive("latent", latent);
    requirePositive("epochs", epochs);
    requirePositive("batch", batch);
  }

  /// @throws ExperimentException naming the option, if its value is not positive
  public static void requirePositive(String option, int value) {
    if (value < 1) {
      throw new ExperimentException("--%s must be at least 1, not %d.".formatted(option, value));
    }
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
    return new TrainingConfig(
        epochs,
        batch,
        1,
        Adam.standard(),
        LearningRate.standard(learningRate),
        0,
        OptionalDouble.empty(),
        Optional.empty(),
        seed);
  }
}
