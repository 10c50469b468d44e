package org.vaelab.statistics;

/// The energy distance between two distributions of which there are samples,
/// 2 E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖ (Székely and Rizzo 2013): zero if and only if both are the
/// same. It has no parameter to choose and takes samples alone, no densities.
public final class EnergyDistance {
  private EnergyDistance() {}

  /// The unbiased estimate, which may be below zero where the distributions are close. Its standard
  /// error is that of the first order (Hoeffding 1948), which vanishes as the distributions become
  /// equal: there it says no more than an order of magnitude.
  ///
  /// @param x `[N][D]`, at least two
  /// @param y `[M][D]`, at least two
  /// @throws IllegalArgumentException if there are fewer, or the sizes of the points differ
  public static Estimate of(double[][] x, double[][] y) {
    if (x.length < 2 || y.length < 2 || x[0].length != y[0].length) {
      throw new IllegalArgumentException(
          "An energy distance needs two samples of two points or more of one size, not %d of %d numbers and %d of %d."
              .formatted(x.length, size(x), y.length, size(y)));
    }
    double[] fromX = new double[x.length]; // Mean distance to y, less that to the others of x.
    double[] fromY = new double[y.length];
    add(fromX, x, y, 1.0 / y.length);
    add(fromY, y, x, 1.0 / x.length);
    add(fromX, x, x, -1.0 / (x.length - 1));
    add(fromY, y, y, -1.0 / (y.length - 1));
    Estimate ofX = Estimate.of(fromX);
    Estimate ofY = Estimate.of(fromY);
    return new Estimate(
        ofX.mean() + ofY.mean(),
        2 * Math.hypot(ofX.standardError(), ofY.standardError()),
        Math.min(x.length, y.length));
  }

  private static int size(double[][] points) {
    return points.length == 0 ? 0 : points[0].length;
  }

  private static void add(double[] sums, double[][] from, double[][] to, double factor) {
    for (int i = 0; i < from.length; i++) {
      double sum = 0;
      for (double[] other : to) {
        sum += distance(from[i], other);
      }
      sums[i] += factor * sum;
    }
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int d = 0; d < a.length; d++) {
      squares += (a[d] - b[d]) * (a[d] - b[d]);
    }
    return Math.sqrt(squares);
  }
}
