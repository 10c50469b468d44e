package org.vaelab.experiment;

import java.util.Optional;
import org.vaelab.data.Binarisation;
import org.vaelab.model.Likelihood;
import org.vaelab.statistics.BitsPerDimension;

/// The likelihoods that an experiment can be asked for.
public enum LikelihoodKind {
  /// Independent bits.
  BERNOULLI,
  /// Gaussian with a given standard deviation.
  FIXED_GAUSSIAN,
  /// Gaussian with a learned diagonal variance.
  GAUSSIAN,
  /// μ(z) = σ(Az + c), Σ(z) = diag(exp(σ(Bz + d))), without hidden layers.
  LECTURE,
  /// A logistic distribution over 256 grey levels.
  DISCRETISED_LOGISTIC;

  private static final int LEVELS = 255;

  /// @param scale standard deviation of the fixed Gaussian, least one of the learned
  public Likelihood likelihood(double scale) {
    return switch (this) {
      case BERNOULLI -> new Likelihood.Bernoulli();
      case FIXED_GAUSSIAN -> new Likelihood.FixedGaussian(scale);
      case GAUSSIAN -> new Likelihood.LearnedGaussian(scale);
      case LECTURE -> new Likelihood.LectureGaussian();
      case DISCRETISED_LOGISTIC -> new Likelihood.DiscretisedLogistic();
    };
  }

  /// @throws ExperimentException if numbers under this likelihood would not be log-likelihoods
  public void check(Binarisation binarisation) {
    if (this == BERNOULLI && !binarisation.givesBits()) {
      throw new ExperimentException(
          "Grey pixels have no Bernoulli likelihood; choose the binarisation stochastic or threshold, or a Gaussian likelihood.");
    }
    if (this == DISCRETISED_LOGISTIC && binarisation != Binarisation.NONE) {
      throw new ExperimentException(
          "The discretised logistic likelihood is about the 256 grey levels themselves, not bits or dequantised levels; use --binarisation none, or another likelihood.");
    }
  }

  /// Whether a value can be one of x.
  public boolean takes(double value) {
    return switch (this) {
      case BERNOULLI -> value == 0 || value == 1;
      case DISCRETISED_LOGISTIC ->
          value >= 0 && value <= 1 && Math.abs(Math.rint(value * LEVELS) - value * LEVELS) < 1e-3;
      case FIXED_GAUSSIAN, GAUSSIAN, LECTURE -> Double.isFinite(value);
    };
  }

  /// What [#takes] is true of, for a sentence.
  public String domain() {
    return switch (this) {
      case BERNOULLI -> "0 and 1";
      case DISCRETISED_LOGISTIC -> "grey levels 0, 1/255, ..., 1";
      case FIXED_GAUSSIAN, GAUSSIAN, LECTURE -> "finite numbers";
    };
  }

  /// Whether p(x given z) is a probability of finitely many x, which is at most 1.
  public boolean isDiscrete() {
    return this == BERNOULLI || this == DISCRETISED_LOGISTIC;
  }

  /// Checks of results about x under it.
  ///
  /// @param standardErrors how far below zero a gap may lie
  /// @param size D
  public SanityChecks checks(double standardErrors, int size) {
    return this == BERNOULLI
        ? SanityChecks.ofBits(standardErrors, size)
        : SanityChecks.ofDensities(standardErrors);
  }

  /// Whether it takes a standard deviation.
  public boolean takesScale() {
    return this == FIXED_GAUSSIAN || this == GAUSSIAN;
  }

  /// How log p of grey levels is stated in bits per dimension; nothing for bits, which the model
  /// sees anew or by a threshold.
  public Optional<BitsPerDimension> bits(Binarisation binarisation) {
    return switch (binarisation) {
      case STOCHASTIC, THRESHOLD -> Optional.empty();
      case DEQUANTISED -> Optional.of(BitsPerDimension.OF_DEQUANTISED);
      case NONE ->
          Optional.of(
              this == DISCRETISED_LOGISTIC
                  ? BitsPerDimension.OF_LEVELS
                  : BitsPerDimension.OF_DENSITY_AT_LEVELS);
    };
  }
}
