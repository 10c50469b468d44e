package org.vaelab.experiment;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The ranges of all numbers of one command or one record of settings, by the names of their
/// options.
public final class Ranges {
  /// Images, or points drawn from a model.
  public static final int MOST_POINTS = 10_000_000;

  /// Passes over data, or steps of an optimisation.
  public static final int MOST_STEPS = 10_000_000;

  /// Samples, chains or temperatures.
  public static final int MOST_SAMPLES = 1_000_000;

  /// Units of a layer.
  public static final int MOST_UNITS = 65_536;

  private final Map<String, Range> byOption = new LinkedHashMap<>();

  private Ranges() {}

  public static Ranges of(Range... ranges) {
    Ranges all = new Ranges();
    for (Range range : ranges) {
      all.byOption.put(range.option(), range);
    }
    return all;
  }

  /// These and others; where both know an option, the others' range.
  public Ranges and(Ranges others) {
    Ranges all = new Ranges();
    all.byOption.putAll(byOption);
    all.byOption.putAll(others.byOption);
    return all;
  }

  public Collection<Range> all() {
    return byOption.values();
  }

  /// Checks one value.
  ///
  /// @return these ranges, to go on with
  /// @throws ExperimentException if the option does not take the value
  public Ranges check(String option, double value) {
    Range range = byOption.get(option);
    if (range == null) {
      throw new IllegalArgumentException("There is no range for --%s.".formatted(option));
    }
    range.check(value);
    return this;
  }

  /// Checks each of several values of one option.
  ///
  /// @return these ranges, to go on with
  /// @throws ExperimentException if the option does not take one of them
  public Ranges check(String option, List<Integer> values) {
    values.forEach(value -> check(option, value.doubleValue()));
    return this;
  }
}
