package org.vaelab.evidence.annealing;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.Joined;

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
    long evaluations)
    implements Serializable {

  /// Estimates of parts of the points, all from C chains, as those of all.
  public static AnnealedEstimates join(List<AnnealedEstimates> parts) {
    return new AnnealedEstimates(
        Joined.doubles(parts, AnnealedEstimates::logLikelihood),
        Joined.doubles(parts, AnnealedEstimates::standardError),
        Joined.doubles(parts, AnnealedEstimates::effectiveSampleSize),
        IntStream.range(0, parts.getFirst().logWeights.length)
            .mapToObj(c -> Joined.doubles(parts, part -> part.logWeights[c]))
            .toArray(double[][]::new),
        Joined.doubles(parts, AnnealedEstimates::acceptance),
        parts.stream().mapToLong(AnnealedEstimates::evaluations).sum());
  }

  /// Mean of log p̂ over the data points, with the standard error of that mean.
  public Estimate meanLogLikelihood() {
    return Estimate.of(logLikelihood);
  }
}
