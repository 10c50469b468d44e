package org.vaelab.statistics;

/// Running mean and variance (Welford 1962).
public final class RunningMean {
  private long count;
  private double mean;
  private double squares;

  public void add(double value) {
    count++;
    double deviation = value - mean;
    mean += deviation / count;
    squares += deviation * (value - mean);
  }

  public double mean() {
    return mean;
  }

  /// With the unbiased variance; NaN for a single value.
  public double standardDeviation() {
    return Math.sqrt(squares / (count - 1.0));
  }

  /// NaN for a single value.
  public double standardError() {
    return Math.sqrt(squares / (count - 1.0) / count);
  }
}
