package org.vaelab.experiment.mixture;

import java.util.Arrays;
import org.vaelab.mixture.GaussianMixture;

/// A regular grid over a part of the plane.
///
/// @param x coordinates of the columns
/// @param y coordinates of the rows
record Plane(double[] x, double[] y) {
  private static final int MOST_TERMS = 1 << 22;

  /// The part that holds a mixture, but for what is further than so many standard deviations from
  /// each of its means.
  ///
  /// @param nodes in each direction
  static Plane around(GaussianMixture mixture, double deviations, int nodes) {
    double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    double[] most = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (int k = 0; k < mixture.components(); k++) {
      double[][] covariance = mixture.covariances().get(k).matrix();
      for (int d = 0; d < 2; d++) {
        double reach = deviations * Math.sqrt(covariance[d][d]);
        least[d] = Math.min(least[d], mixture.means()[k][d] - reach);
        most[d] = Math.max(most[d], mixture.means()[k][d] + reach);
      }
    }
    return new Plane(axis(least[0], most[0], nodes), axis(least[1], most[1], nodes));
  }

  private static double[] axis(double from, double to, int nodes) {
    double[] axis = new double[nodes];
    Arrays.setAll(axis, i -> from + (to - from) * i / (nodes - 1));
    return axis;
  }

  /// All nodes, `[x][y]` in one row.
  double[][] nodes() {
    double[][] nodes = new double[x.length * y.length][];
    Arrays.setAll(nodes, n -> new double[] {x[n / y.length], y[n % y.length]});
    return nodes;
  }

  /// Values at the nodes as `[x][y]`.
  double[][] table(double[] values) {
    double[][] table = new double[x.length][];
    Arrays.setAll(table, i -> Arrays.copyOfRange(values, i * y.length, (i + 1) * y.length));
    return table;
  }

  /// p(x) at the nodes, a few at a time: a mixture may have many components.
  double[] density(GaussianMixture mixture) {
    double[][] nodes = nodes();
    int together = Math.max(1, MOST_TERMS / mixture.components());
    double[] density = new double[nodes.length];
    for (int from = 0; from < nodes.length; from += together) {
      double[][] some = Arrays.copyOfRange(nodes, from, Math.min(nodes.length, from + together));
      double[] logProb = mixture.logProb(some);
      for (int n = 0; n < logProb.length; n++) {
        density[from + n] = Math.exp(logProb[n]);
      }
    }
    return density;
  }

  /// The area that a node stands for.
  double cell() {
    return (x[1] - x[0]) * (y[1] - y[0]);
  }
}
