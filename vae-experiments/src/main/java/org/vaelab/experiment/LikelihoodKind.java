package org.vaelab.experiment;

import org.vaelab.data.Binarisation;
import org.vaelab.model.Likelihood;

/// The likelihoods that an experiment can be asked for.
public enum LikelihoodKind {
  /// Independent bits.
  BERNOULLI,
  /// Gaussian with a given standard deviation.
  FIXED_GAUSSIAN,
  /// Gaussian with a learned diagonal variance.
  GAUSSIAN,
  /// μ(z) = σ(Az + c), Σ(z) = diag(exp(σ(Bz + d))), without hidden layers.
  LECTURE;

  /// @param scale standard deviation of the fixed Gaussian, least one of the learned
  public Likelihood likelihood(double scale) {
    return switch (this) {
      case BERNOULLI -> new Likelihood.Bernoulli();
      case FIXED_GAUSSIAN -> new Likelihood.FixedGaussian(scale);
      case GAUSSIAN -> new Likelihood.LearnedGaussian(scale);
      case LECTURE -> new Likelihood.LectureGaussian();
    };
  }

  /// @throws ExperimentException if numbers under this likelihood would not be log-likelihoods
  public void check(Binarisation binarisation) {
    if (this == BERNOULLI && binarisation == Binarisation.NONE) {
      throw new ExperimentException(
          "Grey pixels have no Bernoulli likelihood; choose the binarisation stochastic or threshold, or a Gaussian likelihood.");
    }
  }
}
