package org.vaelab.experiment;

import java.util.List;

/// Lists of values that a setting tries.
public final class Choices {
  private Choices() {}

  /// Each once, the smallest first.
  public static <T extends Comparable<T>> List<T> ascending(List<T> values) {
    return values.stream().distinct().sorted().toList();
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
