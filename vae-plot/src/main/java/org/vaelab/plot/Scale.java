package org.vaelab.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.DoubleFunction;

/// The range of one axis and the writing of its tick labels.
///
/// XChart's tick search does not end for ranges far from one or far narrower than their distance
/// from zero. So values beyond 10⁶ or below 10⁻³ are divided by a power of ten, which
/// [#labelled(String)] adds to the axis label, and a linear range is at least 10⁻⁴ of its largest
/// magnitude wide (a tenth of it around a single value).
///
/// @param min lower end, after division
/// @param max upper end, after division
/// @param log whether the axis is logarithmic
/// @param exponent the power of ten that values are divided by
record Scale(double min, double max, boolean log, int exponent) {

  private static final double NARROWEST = 1e-4;
  private static final double AROUND_ONE_VALUE = 0.1;

  /// A linear axis from `low` to `high`, widened on each side by a share of the range.
  static Scale linear(double low, double high, double padLow, double padHigh) {
    if (!(low <= high)) {
      return new Scale(0, 1, false, 0);
    }
    double magnitude = Math.max(Math.abs(low), Math.abs(high));
    boolean plain = magnitude == 0 || (magnitude >= 1e-3 && magnitude <= 1e6);
    int exponent = plain ? 0 : Math.max(-300, (int) Math.floor(Math.log10(magnitude)));
    double unit = Math.pow(10, exponent);
    double a = low / unit;
    double b = high / unit;
    double narrowest =
        magnitude == 0 ? 1 : (low == high ? AROUND_ONE_VALUE : NARROWEST) * magnitude / unit;
    if (b - a < narrowest) {
      double middle = a + (b - a) / 2;
      a = middle - narrowest / 2;
      b = middle + narrowest / 2;
    }
    double range = b - a;
    return new Scale(a - padLow * range, b + padHigh * range, false, exponent);
  }

  /// A logarithmic axis around positive values from `low` to `high`.
  static Scale logarithmic(double low, double high) {
    if (!(low <= high)) {
      return new Scale(1, 10, true, 0);
    }
    double a = Math.log10(low);
    double b = Math.log10(high);
    double pad = Math.max(0.03 * (b - a), b - a < 0.3 ? 0.3 : 0);
    return new Scale(Math.pow(10, a - pad), Math.pow(10, b + pad), true, 0);
  }

  /// Where a value lies: 0 at the lower end, 1 at the upper end, outside [0, 1] beyond them.
  double position(double value) {
    return log
        ? (Math.log10(value) - Math.log10(min)) / (Math.log10(max) - Math.log10(min))
        : (value / Math.pow(10, exponent) - min) / (max - min);
  }

  /// The axis label, with the power of ten where values are divided by one.
  String labelled(String label) {
    return exponent == 0 ? label : label + " (×" + power(exponent) + ")";
  }

  /// Writes tick labels, all with the same decimals; empty ones where labels would crowd a
  /// logarithmic axis.
  ///
  /// @param share the least distance of two ticks, as a share of the axis
  DoubleFunction<String> ticks(double share) {
    if (log) {
      return this::logTick;
    }
    // The rule of XChart for the first step it tries; later steps are wider and need no more.
    double hint = share * (max - min);
    int exponentOfStep = (int) Math.floor(Math.log10(hint));
    int decimals =
        Math.max(0, -exponentOfStep - (hint > 7.5 * Math.pow(10, exponentOfStep) ? 1 : 0));
    return value -> number(value, decimals);
  }

  private String logTick(double value) {
    double decades = Math.log10(max) - Math.log10(min);
    int decade = (int) Math.floor(Math.log10(value) + 1e-9);
    long leading = Math.round(value / Math.pow(10, decade));
    boolean shown =
        leading == 1
            ? decade % (int) Math.ceil(decades / 8) == 0
            : decades < 2.5 && (leading == 2 || leading == 5) || decades < 0.8;
    if (!shown) {
      return "";
    }
    return decade > 5 || decade < -4
        ? (leading == 1 ? "" : leading + "×") + power(decade)
        : number(value, Math.max(0, -decade));
  }

  private static String number(double value, int decimals) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
    return withMinus(rounded.signum() == 0 ? "0" : rounded.toPlainString());
  }

  /// The same text with the typographic minus sign, which is as wide as a plus.
  static String withMinus(String number) {
    return number.replace('-', '−');
  }

  private static String power(int exponent) {
    StringBuilder text = new StringBuilder("10");
    for (char digit : Integer.toString(exponent).toCharArray()) {
      text.append(digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(digit - '0'));
    }
    return text.toString();
  }
}
