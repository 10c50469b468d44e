package org.vaelab.statistics;

import java.util.random.RandomGenerator;

/// Standard errors of means over data points by resampling the points (Efron 1979).
public final class Bootstrap {
  private Bootstrap() {}

  /// Standard deviation over the replicates of the mean of resampled values.
  ///
  /// @param values one per data point
  /// @param replicates how often the points are drawn anew, at least 2
  public static double standardError(double[] values, int replicates, RandomGenerator generator) {
    if (replicates < 2) {
      throw new IllegalArgumentException(
          "A bootstrap needs at least 2 replicates, not %d.".formatted(replicates));
    }
    RunningMean means = new RunningMean();
    for (int r = 0; r < replicates; r++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[generator.nextInt(values.length)];
      }
      means.add(sum / values.length);
    }
    return means.standardDeviation();
  }
}
