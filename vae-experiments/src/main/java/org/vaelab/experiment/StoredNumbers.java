package org.vaelab.experiment;

import java.util.Arrays;

/// What numbers of a stored result must be, whatever its file says of itself, for the reports to be
/// made of them.
public final class StoredNumbers {
  private StoredNumbers() {}

  /// Whether every array has so many values.
  public static boolean each(int length, double[]... arrays) {
    return Arrays.stream(arrays).allMatch(array -> array.length == length);
  }

  /// Whether every array has so many values, all of them finite, as of a mean.
  public static boolean finite(int length, double[]... arrays) {
    return each(length, arrays)
        && Arrays.stream(arrays).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
  }

  /// Whether none is negative; NaN stands for an error that is not known.
  public static boolean areErrors(double... errors) {
    return Arrays.stream(errors).noneMatch(error -> error < 0);
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
