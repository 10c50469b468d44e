package org.vaelab.statistics;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Standard errors and intervals of means by resampling what they are means of (Efron 1979).
public final class Bootstrap {
  private Bootstrap() {}

  /// Standard deviation over the replicates of the mean of resampled values.
  ///
  /// @param values one per data point
  /// @param replicates how often the points are drawn anew, at least 2
  public static double standardError(double[] values, int replicates, RandomGenerator generator) {
    RunningMean means = new RunningMean();
    for (double mean : means(values, replicates, generator)) {
      means.add(mean);
    }
    return means.standardDeviation();
  }

  /// The percentile interval of a mean.
  ///
  /// @param level such as 0.95
  public static Interval interval(
      double[] values, double level, int replicates, RandomGenerator generator) {
    return percentiles(means(values, replicates, generator), level);
  }

  /// The percentile interval of the mean of one sample over that of another, which were drawn
  /// independently.
  ///
  /// @param level such as 0.95
  public static Interval ratioInterval(
      double[] numerator,
      double[] denominator,
      double level,
      int replicates,
      RandomGenerator generator) {
    double[] ratios = means(numerator, replicates, generator);
    double[] below = means(denominator, replicates, generator);
    Arrays.setAll(ratios, r -> ratios[r] / below[r]);
    return percentiles(ratios, level);
  }

  private static double[] means(double[] values, int replicates, RandomGenerator generator) {
    if (replicates < 2) {
      throw new IllegalArgumentException(
          "A bootstrap needs at least 2 replicates, not %d.".formatted(replicates));
    }
    double[] means = new double[replicates];
    for (int r = 0; r < replicates; r++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[generator.nextInt(values.length)];
      }
      means[r] = sum / values.length;
    }
    return means;
  }

  private static Interval percentiles(double[] values, double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "The level of an interval lies between 0 and 1, not at %s.".formatted(level));
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int outside = (int) Math.floor(0.5 * (1 - level) * sorted.length);
    return new Interval(sorted[outside], sorted[sorted.length - 1 - outside]);
  }
}
