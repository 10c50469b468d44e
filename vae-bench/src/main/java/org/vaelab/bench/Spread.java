package org.vaelab.bench;

import java.util.Arrays;

/// Median and quartiles of repeated measurements (linear interpolation between order statistics).
record Spread(double lower, double median, double upper) {

  static Spread of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Spread(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
  }

  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /// The interquartile range.
  double width() {
    return upper - lower;
  }
}
