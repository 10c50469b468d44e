package org.vaelab.evidence;

import org.vaelab.statistics.Estimate;

/// Where the distance between log p(x) and the ELBO comes from (Cremer, Li and Duvenaud 2018), from
/// per-datum values on the same points and bits, in nats.
///
/// @param logLikelihood log p̂(x)
/// @param elboOwn L[q], q found by the model's own inference
/// @param elboOptimal L[q*], q* optimised per data point within the family
/// @param approximation log p̂(x) − L[q*]: the family's fault
/// @param amortization L[q*] − L[q]: the fault of how q was found
/// @param inference log p̂(x) − L[q], the sum of both
public record InferenceGap(
    Estimate logLikelihood,
    Estimate elboOwn,
    Estimate elboOptimal,
    Estimate approximation,
    Estimate amortization,
    Estimate inference) {

  /// @param logLikelihood log p̂(x), `[N]`
  /// @param elboOwn L[q], `[N]`
  /// @param elboOptimal L[q*], `[N]`
  public static InferenceGap of(double[] logLikelihood, double[] elboOwn, double[] elboOptimal) {
    return new InferenceGap(
        Estimate.of(logLikelihood),
        Estimate.of(elboOwn),
        Estimate.of(elboOptimal),
        Estimate.ofDifference(logLikelihood, elboOptimal),
        Estimate.ofDifference(elboOptimal, elboOwn),
        Estimate.ofDifference(logLikelihood, elboOwn));
  }

  /// Whether log p̂ ≥ L[q*] ≥ L[q] holds within the tolerance, per mean over the data set. Where it
  /// does not, an estimate is wrong: q* was not optimised or log p̂ has too few samples.
  ///
  /// @param standardErrors how many paired standard errors below zero a gap may lie
  public boolean ordered(double standardErrors) {
    return atLeastZero(approximation, standardErrors) && atLeastZero(amortization, standardErrors);
  }

  private static boolean atLeastZero(Estimate gap, double standardErrors) {
    return gap.mean() >= -standardErrors * gap.standardError();
  }
}
