package org.vaelab.experiment.gap;

import java.util.Arrays;
import java.util.List;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.evidence.gap.GapReport;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.statistics.Estimate;

/// The gaps of one trained model on one split: per-datum values on the same points, bits and
/// evaluation noise, in nats.
///
/// @param variant which model
/// @param epoch after which it was measured
/// @param split `train` or `test`
/// @param estimator how log p̂ was estimated
/// @param points indices of the N images in the split
/// @param logLikelihood log p̂, `[N]`
/// @param logLikelihoodError its Monte Carlo standard error, `[N]`
/// @param elboOwn L[q], q of the encoder, `[N]`
/// @param families the optimum of each family, the poorer first
/// @param unreliable how many points have importance weights with k̂ above 0.7
record SplitGaps(
    String variant,
    int epoch,
    String split,
    String estimator,
    int[] points,
    double[] logLikelihood,
    double[] logLikelihoodError,
    double[] elboOwn,
    List<Optimum> families,
    int unreliable) {

  /// @param elboOptimal L[q*], `[N]`
  /// @param optimisation L[q*] − L[q* of the first start alone]
  /// @param startSpread how far the worst start ends below the best
  /// @param gradientNorm of L[q*] with respect to φ
  record Optimum(
      String family,
      double[] elboOptimal,
      Estimate optimisation,
      Estimate startSpread,
      Estimate gradientNorm) {

    boolean fits(int points) {
      return StoredNumbers.finite(points, elboOptimal)
          && StoredNumbers.areEstimates(points, optimisation, startSpread, gradientNorm);
    }
  }

  /// Whether this has the form of the gaps of a model on the given points.
  boolean fits(String ofVariant, int ofEpoch, String ofSplit, int[] ofPoints, List<String> names) {
    return variant.equals(ofVariant)
        && epoch == ofEpoch
        && split.equals(ofSplit)
        && Arrays.equals(points, ofPoints)
        && StoredNumbers.finite(points.length, logLikelihood, elboOwn)
        && StoredNumbers.each(points.length, logLikelihoodError)
        && StoredNumbers.areErrors(logLikelihoodError)
        && unreliable >= 0
        && unreliable <= points.length
        && families.stream().map(Optimum::family).toList().equals(names)
        && families.stream().allMatch(family -> family.fits(points.length));
  }

  static SplitGaps of(String variant, int epoch, String split, int[] points, GapReport report) {
    return new SplitGaps(
        variant,
        epoch,
        split,
        report.estimator().label(),
        points,
        report.logLikelihood(),
        report.logLikelihoodError(),
        report.elboOwn(),
        report.families().stream()
            .map(
                f ->
                    new Optimum(
                        f.family().label(),
                        f.elboOptimal(),
                        f.optimisation(),
                        f.startSpread(),
                        f.gradientNorm()))
            .toList(),
        report.unreliable().length);
  }

  InferenceGap gap(Optimum family) {
    return InferenceGap.of(logLikelihood, elboOwn, family.elboOptimal());
  }
}
