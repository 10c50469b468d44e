package org.vaelab.statistics;

/// Running log of a mean of exponentials, log (1/K) Σ_k w_k from log w_k, in constant memory and
/// double precision, with the second moment of the weights.
public final class LogMeanExp {
  private double maximum = Double.NEGATIVE_INFINITY;
  private double sum; // Σ w / exp(maximum)
  private double sumOfSquares; // Σ w² / exp(2 maximum)
  private long count;

  /// @param logWeight finite, or −∞ for a weight of zero
  public void add(double logWeight) {
    count++;
    if (logWeight == Double.NEGATIVE_INFINITY) {
      return;
    }
    if (logWeight > maximum) {
      double shrink = Math.exp(maximum - logWeight);
      sum = sum * shrink + 1;
      sumOfSquares = sumOfSquares * shrink * shrink + 1;
      maximum = logWeight;
    } else {
      double weight = Math.exp(logWeight - maximum);
      sum += weight;
      sumOfSquares += weight * weight;
    }
  }

  /// log (1/K) Σ w
  public double logMean() {
    return maximum + Math.log(sum / count);
  }

  /// (Σ w)² / Σ w² (Kong 1992): K for equal weights, 1 for one dominant weight, 0 if all are zero.
  public double effectiveSampleSize() {
    return sumOfSquares == 0 ? 0 : sum * sum / sumOfSquares;
  }

  /// Standard error of [#logMean] by the delta method: that of the mean weight over the mean
  /// weight. NaN for a single sample.
  public double standardError() {
    double mean = sum / count;
    double variance = (sumOfSquares / count - mean * mean) * count / (count - 1.0);
    return Math.sqrt(Math.max(0, variance) / count) / mean;
  }
}
