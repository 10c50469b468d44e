package org.vaelab.evidence;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.Joined;
import org.vaelab.statistics.ParetoTail;

/// Estimates for each of N data points from the same K samples of a proposal q.
///
/// @param samples K
/// @param logLikelihood log p̂_K(x), `[N]`, in nats; biased down (Jensen)
/// @param standardError its Monte Carlo standard error (delta method), `[N]`
/// @param effectiveSampleSize (Σw)²/Σw², `[N]`
/// @param paretoShape k̂ of the weights, `[N]`; NaN where K is too small to tell
/// @param elbo E_q[log p(x given z)] − KL(q ‖ p(z)), `[N]`, in nats
/// @param elboStandardError its Monte Carlo standard error, `[N]`
/// @param curve log p̂ after fewer samples, in ascending K; its last point is K itself
public record LikelihoodEstimates(
    int samples,
    double[] logLikelihood,
    double[] standardError,
    double[] effectiveSampleSize,
    double[] paretoShape,
    double[] elbo,
    double[] elboStandardError,
    List<CurvePoint> curve)
    implements Serializable {

  /// log p̂ of each data point from the first `samples` samples, `[N]`.
  public record CurvePoint(int samples, double[] logLikelihood) implements Serializable {}

  /// Estimates of parts of the points, all from K samples, as those of all.
  public static LikelihoodEstimates join(List<LikelihoodEstimates> parts) {
    LikelihoodEstimates first = parts.getFirst();
    return new LikelihoodEstimates(
        first.samples,
        Joined.doubles(parts, LikelihoodEstimates::logLikelihood),
        Joined.doubles(parts, LikelihoodEstimates::standardError),
        Joined.doubles(parts, LikelihoodEstimates::effectiveSampleSize),
        Joined.doubles(parts, LikelihoodEstimates::paretoShape),
        Joined.doubles(parts, LikelihoodEstimates::elbo),
        Joined.doubles(parts, LikelihoodEstimates::elboStandardError),
        IntStream.range(0, first.curve.size())
            .mapToObj(
                i ->
                    new CurvePoint(
                        first.curve.get(i).samples(),
                        Joined.doubles(parts, part -> part.curve.get(i).logLikelihood())))
            .toList());
  }

  /// Mean of log p̂_K over the data points, with the standard error of that mean.
  public Estimate meanLogLikelihood() {
    return Estimate.of(logLikelihood);
  }

  public Estimate meanElbo() {
    return Estimate.of(elbo);
  }

  /// Positions of the data points whose weights have such heavy tails (k̂ above
  /// [ParetoTail#THRESHOLD]) that neither the estimate nor its standard error is to be trusted.
  public int[] unreliable() {
    return IntStream.range(0, paretoShape.length)
        .filter(i -> paretoShape[i] > ParetoTail.THRESHOLD)
        .toArray();
  }

  /// Median effective sample size.
  public double medianEffectiveSampleSize() {
    double[] sorted = effectiveSampleSize.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
