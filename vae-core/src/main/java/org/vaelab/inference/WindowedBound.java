package org.vaelab.inference;

/// Says whether a noisy bound still rises: compares means over consecutive windows of steps.
final class WindowedBound {
  private final int window;
  private final double tolerance;
  private double sum;
  private int count;
  private double previous = Double.NEGATIVE_INFINITY;
  private double latest = Double.NaN;
  private boolean stopped;

  WindowedBound(int window, double tolerance) {
    this.window = window;
    this.tolerance = tolerance;
  }

  void add(double bound) {
    sum += bound;
    count++;
    if (count == window) {
      latest = sum / count;
      stopped = latest - previous < tolerance;
      previous = latest;
      sum = 0;
      count = 0;
    }
  }

  boolean stoppedRising() {
    return stopped;
  }

  /// Mean over the last full window, or over what there is before the first is full.
  double mean() {
    return Double.isNaN(latest) ? sum / count : latest;
  }
}
