package org.vaelab.statistics;

import java.util.Arrays;

/// The shape k of a generalised Pareto distribution fitted to the largest importance weights:
/// the diagnostic of Pareto smoothed importance sampling (Vehtari, Simpson, Gelman, Yao and
/// Gabry 2024). The weights have finite moments up to order 1/k: beyond k̂ = 0.7 an estimate
/// and its standard error are not to be trusted.
public final class ParetoTail {
  /// Above this k̂ an importance-sampled number is flagged.
  public static final double THRESHOLD = 0.7;

  private static final int FEWEST = 5;
  private static final double PRIOR_WEIGHT = 10;
  private static final double PRIOR_SHAPE = 0.5;
  private static final double PRIOR_SCALE = 3;

  private ParetoTail() {}

  /// Size of the tail of K weights: min(K/5, 3√K), rounded up.
  public static int tailSize(int samples) {
    return (int) Math.ceil(Math.min(samples / 5.0, 3 * Math.sqrt(samples)));
  }

  /// k̂ from the logarithms of the largest weights.
  ///
  /// @param largestLogWeights the `tailSize + 1` largest log-weights in any order; the smallest of
  ///     them is the tail's threshold
  /// @return k̂; NaN for a tail of fewer than five weights; −∞ where all of it is equal
  public static double shapeOfWeights(double[] largestLogWeights) {
    double[] sorted = largestLogWeights.clone();
    Arrays.sort(sorted);
    int count = sorted.length - 1;
    if (count < FEWEST) {
      return Double.NaN;
    }
    double maximum = sorted[count];
    double threshold = Math.exp(sorted[0] - maximum);
    double[] excesses = new double[count];
    for (int i = 0; i < count; i++) {
      excesses[i] = Math.exp(sorted[i + 1] - maximum) - threshold;
    }
    if (excesses[count - 1] <= 0) {
      return Double.NEGATIVE_INFINITY;
    }
    // Shrinks towards 0.5 with the weight of ten observations (Vehtari et al. 2024, appendix C).
    return (count * shape(excesses) + PRIOR_WEIGHT * PRIOR_SHAPE) / (count + PRIOR_WEIGHT);
  }

  /// The estimate of Zhang and Stephens (2009): the posterior mean of b = k/σ over a grid,
  /// under their data-dependent prior, and k from the profile likelihood at that b. No
  /// shrinkage.
  ///
  /// @param sortedExcesses excesses over the threshold, ascending, the largest positive
  static double shape(double[] sortedExcesses) {
    double[] x = sortedExcesses;
    int n = x.length;
    int grid = 30 + (int) Math.sqrt(n);
    double quartile = x[Math.max(0, (int) Math.floor(n / 4.0 + 0.5) - 1)];
    // Ties at the threshold leave a quartile of zero; the smallest positive excess stands in for
    // it.
    if (quartile <= 0) {
      quartile = Arrays.stream(x).filter(value -> value > 0).findFirst().orElseThrow();
    }
    double[] b = new double[grid];
    double[] logLikelihood = new double[grid];
    for (int j = 0; j < grid; j++) {
      b[j] = 1 / x[n - 1] + (1 - Math.sqrt(grid / (j + 0.5))) / (PRIOR_SCALE * quartile);
      double k = meanLog(x, b[j]);
      logLikelihood[j] = n * (Math.log(-b[j] / k) - k - 1);
    }
    double highest = Arrays.stream(logLikelihood).max().orElseThrow();
    double total = 0;
    double mean = 0;
    for (int j = 0; j < grid; j++) {
      double weight = Math.exp(logLikelihood[j] - highest);
      total += weight;
      mean += weight * b[j];
    }
    return meanLog(x, mean / total);
  }

  /// (1/n) Σ log(1 − b x)
  private static double meanLog(double[] x, double b) {
    double sum = 0;
    for (double value : x) {
      sum += Math.log1p(-b * value);
    }
    return sum / x.length;
  }
}
