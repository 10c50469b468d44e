package org.vaelab.spark.sweep;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.experiment.Settings;

/// One run of a sweep.
///
/// @param number from 1
/// @param values of the settings that the grid varies, in its order, as their options take them
public record Cell(int number, List<String> values, String seed, Settings settings) {

  /// Its directory below that of the sweep.
  String name() {
    return name(number);
  }

  static String name(int number) {
    return String.format(Locale.ROOT, "cell-%03d", number);
  }

  /// For people, such as `cell-003 (latent 10, seed 2)`.
  ///
  /// @param axes names of the settings that the grid varies
  String label(List<String> axes) {
    return IntStream.range(0, axes.size())
        .mapToObj(i -> axes.get(i) + " " + values.get(i))
        .collect(Collectors.joining(", ", name() + " (", axes.isEmpty() ? "" : ", "))
        .concat("seed " + seed + ")");
  }
}
