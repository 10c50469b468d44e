package org.vaelab.distribution;

import java.math.BigInteger;
import java.util.Arrays;

/// The values of a discrete z: L variables with finitely many values each. Its configurations are
/// numbered in mixed radix, the last variable fastest.
///
/// @param cardinalities the number of values of each variable, `[L]`
/// @param oneHot how z holds variable l: as cardinalities[l] numbers, 1 for its value and 0 for the
///     others; or, where false, as one number from 0 to cardinalities[l] − 1
public record Support(int[] cardinalities, boolean oneHot) {

  /// L variables of `values` values each.
  static Support uniform(int variables, int values, boolean oneHot) {
    int[] cardinalities = new int[variables];
    Arrays.fill(cardinalities, values);
    return new Support(cardinalities, oneHot);
  }

  /// The number of configurations.
  public BigInteger count() {
    BigInteger count = BigInteger.ONE;
    for (int values : cardinalities) {
      count = count.multiply(BigInteger.valueOf(values));
    }
    return count;
  }

  /// The value of each variable, `[L]`.
  public int[] values(int configuration) {
    int[] values = new int[cardinalities.length];
    int rest = configuration;
    for (int l = cardinalities.length - 1; l >= 0; l--) {
      values[l] = rest % cardinalities[l];
      rest /= cardinalities[l];
    }
    return values;
  }

  /// Writes z to `out`, from `offset`.
  public void write(int configuration, double[] out, int offset) {
    int[] values = values(configuration);
    int at = offset;
    for (int l = 0; l < values.length; l++) {
      if (oneHot) {
        Arrays.fill(out, at, at + cardinalities[l], 0);
        out[at + values[l]] = 1;
        at += cardinalities[l];
      } else {
        out[at++] = values[l];
      }
    }
  }
}
