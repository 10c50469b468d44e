package org.vaelab.experiment.missing;

import java.util.stream.IntStream;
import org.vaelab.statistics.Estimate;

/// How well a method knew the missing pixels of N images.
///
/// @param logLikelihood log p(x_missing given x_observed) of each, in nats
/// @param squaredError of E[x_missing given x_observed] from the missing pixels, a mean over these
record Imputed(Hiding hiding, String method, double[] logLikelihood, double[] squaredError) {

  Estimate meanLogLikelihood() {
    return Estimate.of(logLikelihood);
  }

  /// By how much it exceeds another method on the same images.
  Estimate above(Imputed other) {
    return Estimate.ofDifference(logLikelihood, other.logLikelihood);
  }

  /// Σ over missing pixels of log p(x_d), in nats.
  static double logLikelihood(float[] x, float[] mask, double[] probabilities) {
    return IntStream.range(0, x.length)
        .filter(d -> mask[d] == 0)
        .mapToDouble(d -> Math.log(x[d] == 1 ? probabilities[d] : 1 - probabilities[d]))
        .sum();
  }

  /// Mean over missing pixels; 0 where there are none.
  static double squaredError(float[] x, float[] mask, double[] mean) {
    return IntStream.range(0, x.length)
        .filter(d -> mask[d] == 0)
        .mapToDouble(d -> (x[d] - mean[d]) * (x[d] - mean[d]))
        .average()
        .orElse(0);
  }
}
