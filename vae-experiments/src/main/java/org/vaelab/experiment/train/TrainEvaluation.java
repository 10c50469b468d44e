package org.vaelab.experiment.train;

import java.util.Arrays;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.statistics.Estimate;

/// What was measured of a trained model with q by its own inference; values by data point, in nats.
///
/// @param points indices of the N test images
/// @param bitsSha256 hash of what the model sees of them
/// @param logLikelihood log p̂_K, `[N]`
/// @param logLikelihoodError its Monte Carlo standard error, `[N]`
/// @param effectiveSampleSize of the K weights, `[N]`
/// @param paretoShape k̂ of the weights, `[N]`; NaN where K is too small to tell
/// @param elbo L[q], `[N]`
/// @param trainPoints indices of the M training images
/// @param trainElbo L[q], `[M]`
public record TrainEvaluation(
    int[] points,
    String bitsSha256,
    double[] logLikelihood,
    double[] logLikelihoodError,
    double[] effectiveSampleSize,
    double[] paretoShape,
    double[] elbo,
    int[] trainPoints,
    double[] trainElbo) {

  static TrainEvaluation of(
      int[] points,
      String bitsSha256,
      LikelihoodEstimates test,
      int[] trainPoints,
      double[] trainElbo) {
    return new TrainEvaluation(
        points,
        bitsSha256,
        test.logLikelihood(),
        test.standardError(),
        test.effectiveSampleSize(),
        test.paretoShape(),
        test.elbo(),
        trainPoints,
        trainElbo);
  }

  /// Whether this has the form of what is measured on the given points.
  public boolean fits(int[] ofPoints, int[] ofTrainPoints) {
    return Arrays.equals(points, ofPoints)
        && Arrays.equals(trainPoints, ofTrainPoints)
        && StoredNumbers.finite(points.length, logLikelihood, elbo)
        && StoredNumbers.finite(trainPoints.length, trainElbo)
        && StoredNumbers.each(points.length, logLikelihoodError, effectiveSampleSize, paretoShape)
        && StoredNumbers.areErrors(logLikelihoodError);
  }

  Estimate meanLogLikelihood() {
    return Estimate.of(logLikelihood);
  }

  Estimate meanElbo() {
    return Estimate.of(elbo);
  }

  Estimate meanTrainElbo() {
    return Estimate.of(trainElbo);
  }

  double medianEffectiveSampleSize() {
    double[] sorted = effectiveSampleSize.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
