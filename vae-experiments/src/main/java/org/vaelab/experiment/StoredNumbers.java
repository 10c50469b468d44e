package org.vaelab.experiment;

import java.util.Arrays;
import org.vaelab.statistics.Estimate;

/// What numbers of a stored result must be, whatever its file says of itself, for the reports to be
/// made of them.
public final class StoredNumbers {
  private static final double MOST_SPENT = 1e15;

  /// Of all values: they are sums of floats, and figures take no more.
  private static final double LARGEST = Float.MAX_VALUE;

  private StoredNumbers() {}

  /// Whether every array has so many values.
  public static boolean each(int length, double[]... arrays) {
    return Arrays.stream(arrays).allMatch(array -> array.length == length);
  }

  /// Whether every array has so many values, all of them finite, so that they have a mean.
  public static boolean finite(int length, double[]... arrays) {
    return each(length, arrays)
        && Arrays.stream(arrays).flatMapToDouble(Arrays::stream).allMatch(StoredNumbers::isFinite);
  }

  private static boolean isFinite(double value) {
    return Math.abs(value) <= LARGEST;
  }

  /// Whether all are estimates of means over so many points.
  public static boolean areEstimates(int points, Estimate... estimates) {
    return Arrays.stream(estimates)
        .allMatch(
            estimate ->
                estimate.count() == points
                    && isFinite(estimate.mean())
                    && areErrors(estimate.standardError()));
  }

  /// Whether all can be what something cost: positive, and no more than is ever spent.
  public static boolean areCosts(double... costs) {
    return Arrays.stream(costs).allMatch(cost -> cost > 0 && cost < MOST_SPENT);
  }

  /// Whether none is negative; NaN stands for an error that is not known.
  public static boolean areErrors(double... errors) {
    return Arrays.stream(errors).noneMatch(error -> error < 0 || error > LARGEST);
  }

  /// Whether each is larger than the one before.
  public static boolean ascending(double[] values) {
    for (int i = 1; i < values.length; i++) {
      if (!(values[i] > values[i - 1])) {
        return false;
      }
    }
    return true;
  }

  /// Whether all are indices below a count, ascending.
  public static boolean indices(int[] values, int count) {
    return ascending(Arrays.stream(values).asDoubleStream().toArray())
        && Arrays.stream(values).allMatch(value -> value >= 0 && value < count);
  }
}
