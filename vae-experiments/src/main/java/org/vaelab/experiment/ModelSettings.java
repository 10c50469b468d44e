package org.vaelab.experiment;

import static org.vaelab.experiment.Ranges.MOST_POINTS;
import static org.vaelab.experiment.Ranges.MOST_STEPS;
import static org.vaelab.experiment.Ranges.MOST_UNITS;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vaelab.data.Binarisation;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.inference.Amortized;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
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

  /// What the numbers may be.
  public static final Ranges RANGES =
      Ranges.of(
          Range.whole("train-points", 0, MOST_POINTS),
          Range.whole("test-points", 0, MOST_POINTS),
          Range.whole("latent", 1, 4096),
          Range.whole("hidden", 1, MOST_UNITS),
          Range.whole("epochs", 1, MOST_STEPS),
          Range.whole("batch", 1, 1_000_000),
          Range.real("learning-rate", 1e-8, 10),
          Range.seed("seed"));

  public ModelSettings {
    hidden = List.copyOf(hidden);
    LikelihoodKind.BERNOULLI.check(binarisation);
    RANGES
        .check("train-points", trainPoints)
        .check("test-points", testPoints)
        .check("latent", latent)
        .check("hidden", hidden)
        .check("epochs", epochs)
        .check("batch", batch)
        .check("learning-rate", learningRate);
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
