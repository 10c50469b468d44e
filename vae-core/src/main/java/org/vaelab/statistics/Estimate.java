package org.vaelab.statistics;

import java.util.Locale;
import org.vaelab.objective.NonFiniteObjectiveException;

/// A mean over data points with its standard error.
///
/// @param mean the sample mean
/// @param standardError s/√n with the unbiased s²; NaN for a single point
/// @param count n
public record Estimate(double mean, double standardError, int count) {
  private static final double RESOLVED = 2;

  /// The mean of per-datum values.
  ///
  /// @throws IllegalArgumentException if there is no value
  /// @throws NonFiniteObjectiveException if one is not finite: averaging over the rest would hide a
  ///     failure
  public static Estimate of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("The mean of no values is undefined.");
    }
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new NonFiniteObjectiveException(
            "Value %d of %d is %s; a mean over the others would hide it; use a smaller learning rate."
                .formatted(i, values.length, values[i]));
      }
      sum += values[i];
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double variance = squares / (values.length - 1.0);
    return new Estimate(mean, Math.sqrt(variance / values.length), values.length);
  }

  /// The mean of paired differences minuend − subtrahend, one pair per data point. Its standard
  /// error leaves out the spread between data points, which is far larger than most differences.
  public static Estimate ofDifference(double[] minuend, double[] subtrahend) {
    if (minuend.length != subtrahend.length) {
      throw new IllegalArgumentException(
          "Paired values need equal counts, not %d and %d."
              .formatted(minuend.length, subtrahend.length));
    }
    double[] differences = new double[minuend.length];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = minuend[i] - subtrahend[i];
    }
    return of(differences);
  }

  /// s, the spread of the values themselves; NaN for a single one.
  public double standardDeviation() {
    return standardError * Math.sqrt(count);
  }

  /// Whether it is further from 0 than two standard errors; never for a single point.
  public boolean resolved() {
    return Math.abs(mean) > RESOLVED * standardError;
  }

  @Override
  public String toString() {
    return count < 2
        ? String.format(Locale.ROOT, "%.2f", mean)
        : String.format(Locale.ROOT, "%.2f ± %.2f", mean, standardError);
  }
}
