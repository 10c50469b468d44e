package org.vaelab.evidence.gap;

import java.util.List;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.statistics.Estimate;

/// The gaps of one split, all on the same points, bits and evaluation noise, in nats.
///
/// @param estimator how log p̂ was estimated
/// @param logLikelihood log p̂(x), `[N]`
/// @param logLikelihoodError its Monte Carlo standard error, `[N]`
/// @param unreliable positions of points whose importance weights have k̂ above 0.7; none for AIS
/// @param elboOwn L[q] of the given q, `[N]`
/// @param families in the order they were asked for
public record GapReport(
    EvidenceEstimator estimator,
    double[] logLikelihood,
    double[] logLikelihoodError,
    int[] unreliable,
    double[] elboOwn,
    List<FamilyGap> families) {

  public GapReport {
    families = List.copyOf(families);
  }

  /// The gaps of one family.
  ///
  /// @param elboOptimal L[q*], q* the best of all starts, `[N]`
  /// @param gap log p̂ − L[q*], L[q*] − L[q] and their sum
  /// @param optimisation L[q*] − L[q* of the first start alone]: what a single run leaves
  /// @param startSpread how far the worst start ends below the best
  /// @param gradientNorm of L[q*] with respect to φ
  public record FamilyGap(
      PosteriorFamily family,
      double[] elboOptimal,
      InferenceGap gap,
      Estimate optimisation,
      Estimate startSpread,
      Estimate gradientNorm) {}
}
