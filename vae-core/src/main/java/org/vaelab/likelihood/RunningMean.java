package org.vaelab.likelihood;

/// Running mean and variance (Welford 1962).
final class RunningMean {
  private long count;
  private double mean;
  private double squares;

  void add(double value) {
    count++;
    double deviation = value - mean;
    mean += deviation / count;
    squares += deviation * (value - mean);
  }

  double mean() {
    return mean;
  }

  /// NaN for a single value.
  double standardError() {
    return Math.sqrt(squares / (count - 1.0) / count);
  }
}
