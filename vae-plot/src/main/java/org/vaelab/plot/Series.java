package org.vaelab.plot;

/// One curve of a [LineFigure].
///
/// Points may hold `NaN` or infinities, such as a bound that diverged: they are not drawn, and the
/// legend says how many they are. The arrays are shared, not copied: do not change them afterwards.
///
/// @param name the name in legend and table
/// @param x `[N]` abscissae
/// @param y `[N]` ordinates
/// @param lower `[N]` lower ends of the error band in the unit of y, or null without a band
/// @param upper `[N]` upper ends, or null without a band
public record Series(String name, double[] x, double[] y, double[] lower, double[] upper) {

  public Series {
    Checks.text(name, "name", "a series");
    String series = "Series '" + name + "'";
    Checks.length(y.length, x.length, "y values", series);
    if ((lower == null) != (upper == null)) {
      throw new IllegalArgumentException(
          series + " has only one end of its error band; give both or neither.");
    }
    if (lower != null) {
      Checks.length(lower.length, x.length, "lower ends", series);
      Checks.length(upper.length, x.length, "upper ends", series);
      for (int i = 0; i < lower.length; i++) {
        if (lower[i] > upper[i]) {
          throw new IllegalArgumentException(
              ("%s has an error band whose lower end %s is above its upper end %s at"
                      + " index %d; swap them.")
                  .formatted(series, lower[i], upper[i], i));
        }
      }
    }
  }

  /// A curve without an error band.
  public Series(String name, double[] x, double[] y) {
    this(name, x, y, null, null);
  }

  /// A curve with the band y ± error.
  ///
  /// @param error `[N]` half-widths, such as standard errors, in the unit of y
  public static Series withError(String name, double[] x, double[] y, double[] error) {
    Checks.length(error.length, y.length, "errors", "Series '" + name + "'");
    double[] lower = new double[y.length];
    double[] upper = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      lower[i] = y[i] - error[i];
      upper[i] = y[i] + error[i];
    }
    return new Series(name, x, y, lower, upper);
  }

  int size() {
    return x.length;
  }

  boolean hasPoint(int i) {
    return Double.isFinite(x[i]) && Double.isFinite(y[i]);
  }

  boolean hasBand(int i) {
    return lower != null && hasPoint(i) && Double.isFinite(lower[i]) && Double.isFinite(upper[i]);
  }
}
