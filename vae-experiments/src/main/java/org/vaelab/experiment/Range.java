package org.vaelab.experiment;

import java.util.Locale;

/// The values that a number among the settings may have. The help of its option states them, and
/// the record that holds it refuses all others, whether they come from options or from a file.
///
/// @param option its long name, without the hyphens before it
/// @param least smallest value
/// @param above whether the value must lie above the smallest one
/// @param most largest value
/// @param below whether the value must lie below the largest one
/// @param orZero whether zero is a value too, with a meaning of its own
/// @param whole whether it has no fraction
public record Range(
    String option,
    double least,
    boolean above,
    double most,
    boolean below,
    boolean orZero,
    boolean whole) {

  /// Whole numbers from the least to the most.
  public static Range whole(String option, int least, int most) {
    return new Range(option, least, false, most, false, false, true);
  }

  /// Whole numbers from the least to the most, or zero.
  public static Range wholeOrZero(String option, int least, int most) {
    return new Range(option, least, false, most, false, true, true);
  }

  /// Any whole number that Java's `long` holds.
  public static Range seed(String option) {
    return new Range(option, Long.MIN_VALUE, false, Long.MAX_VALUE, false, false, true);
  }

  /// Numbers from the least to the most.
  public static Range real(String option, double least, double most) {
    return new Range(option, least, false, most, false, false, false);
  }

  /// Numbers from the least to the most, or zero.
  public static Range realOrZero(String option, double least, double most) {
    return new Range(option, least, false, most, false, true, false);
  }

  /// Numbers between two others, which are not among them.
  public static Range between(String option, double least, double most) {
    return new Range(option, least, true, most, true, false, false);
  }

  /// @throws ExperimentException naming the option, if the value is none of these
  public void check(double value) {
    if (!contains(value)) {
      throw new ExperimentException(
          "--%s must be %s, not %s."
              .formatted(option, this, whole ? "%.0f".formatted(value) : String.valueOf(value)));
    }
  }

  private boolean contains(double value) {
    return orZero && value == 0
        || (above ? value > least : value >= least) && (below ? value < most : value <= most);
  }

  /// As it stands in a sentence, such as `0 or 2 to 1,000`.
  @Override
  public String toString() {
    if (least == Long.MIN_VALUE) {
      return "any whole number of 64 bits";
    }
    String values =
        above || below
            ? "between %s and %s".formatted(text(least), text(most))
            : "%s to %s".formatted(text(least), text(most));
    return orZero ? "0 or " + values : values;
  }

  private static String text(double value) {
    return value == Math.rint(value) && value < 1e10
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.valueOf(value);
  }
}
