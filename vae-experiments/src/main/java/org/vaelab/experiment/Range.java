package org.vaelab.experiment;

import java.util.Locale;

/// The numbers that a setting may be.
///
/// @param between whether least and largest are not among them
/// @param orZero whether zero is, with a meaning of its own
public record Range(double least, double most, boolean between, boolean orZero) {

  boolean contains(double value) {
    return orZero && value == 0
        || (between ? value > least && value < most : value >= least && value <= most);
  }

  /// As it stands in a sentence, such as `0 or 2 to 1,000`.
  @Override
  public String toString() {
    if (least == Double.NEGATIVE_INFINITY) {
      return "any whole number of 64 bits";
    }
    if (least == most) {
      return text(least);
    }
    String values = (between ? "between %s and %s" : "%s to %s").formatted(text(least), text(most));
    return orZero ? "0 or " + values : values;
  }

  private static String text(double value) {
    return value == Math.rint(value) && value < 1e10
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.valueOf(value);
  }
}
