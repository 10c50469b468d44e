package org.vaelab.bench;

/// The exponent b of time = a·size^b, by least squares of logarithms.
///
/// @param exponent b
/// @param standardError of b, from the residuals
record ExponentFit(double exponent, double standardError) {

  /// @param sizes `[N]`, positive, of at least two different values
  /// @param seconds `[N]`, positive, N at least 3
  static ExponentFit of(double[] sizes, double[] seconds) {
    int n = sizes.length;
    if (n < 3 || seconds.length != n) {
      throw new IllegalArgumentException(
          "A fit needs at least 3 sizes with a time each, not %d and %d."
              .formatted(n, seconds.length));
    }
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; i < n; i++) {
      meanX += Math.log(sizes[i]) / n;
      meanY += Math.log(seconds[i]) / n;
    }
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < n; i++) {
      double dx = Math.log(sizes[i]) - meanX;
      xx += dx * dx;
      xy += dx * (Math.log(seconds[i]) - meanY);
    }
    double slope = xy / xx;
    double residuals = 0;
    for (int i = 0; i < n; i++) {
      double fitted = meanY + slope * (Math.log(sizes[i]) - meanX);
      residuals += Math.pow(Math.log(seconds[i]) - fitted, 2);
    }
    return new ExponentFit(slope, Math.sqrt(residuals / (n - 2) / xx));
  }
}
