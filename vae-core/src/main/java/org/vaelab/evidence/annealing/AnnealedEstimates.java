package org.vaelab.evidence.annealing;

import org.vaelab.statistics.Estimate;

/// Annealed estimates for each of N data points from C chains each.
///
/// @param logLikelihood log of the mean of the C weights, `[N]`, in nats; the mean itself is
///     unbiased for p(x), so its logarithm is biased down
/// @param standardError its Monte Carlo standard error over the chains (delta method), `[N]`;
///     NaN for a single chain
/// @param effectiveSampleSize (Σw)²/Σw² of the C weights, `[N]`
/// @param logWeights of the single chains, `[C][N]`
/// @param acceptance mean acceptance probability of the transitions, `[N]`
/// @param evaluations gradients of log p(x, z) at one z that it took, pilot run included
public record AnnealedEstimates(
    double[] logLikelihood,
    double[] standardError,
    double[] effectiveSampleSize,
    double[][] logWeights,
    double[] acceptance,
    long evaluations) {

  /// Mean of log p̂ over the data points, with the standard error of that mean.
  public Estimate meanLogLikelihood() {
    return Estimate.of(logLikelihood);
  }
}
