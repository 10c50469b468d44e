package org.vaelab.experiment;

import java.math.BigDecimal;
import java.util.List;

/// Lists of values that a setting tries.
public final class Choices {
  private Choices() {}

  /// Each once, the smallest first.
  public static <T extends Comparable<T>> List<T> ascending(List<T> values) {
    return values.stream().distinct().sorted().toList();
  }

  /// Multiples of a number, in decimals, as a person multiplies them.
  public static List<Double> multiples(double number, List<Double> factors) {
    BigDecimal base = BigDecimal.valueOf(number);
    return factors.stream()
        .map(factor -> BigDecimal.valueOf(factor).multiply(base).doubleValue())
        .toList();
  }

  /// @param option without hyphens
  /// @param such a value that it could have
  /// @throws ExperimentException if there are none
  public static void requireSome(String option, List<?> values, String such) {
    if (values.isEmpty()) {
      throw new ExperimentException("--%s needs at least one, such as %s.".formatted(option, such));
    }
  }
}
