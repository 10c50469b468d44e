package org.vaelab.mixture;

import org.vaelab.parallel.Workers;

/// Some points side by side, `[D][points]`, and their distances from means. The innermost loops run
/// over the points, each on rows of its own: the JVM makes vector instructions of them.
final class Block {
  private static final int WIDTH = 64;

  private final double[][] x;
  private final double[][] y;
  private int from;
  private int count;

  private Block(int size) {
    x = new double[size][WIDTH];
    y = new double[size][WIDTH];
  }

  /// What is done with each block.
  interface Work {
    void run(Block block);
  }

  /// Cuts points into blocks and works on them, on all threads.
  ///
  /// @param distances how many the work asks of each point
  static void forEach(double[][] points, int distances, Work work) {
    int size = points[0].length;
    int blocks = Math.ceilDiv(points.length, WIDTH);
    int cost = (int) Math.min(Integer.MAX_VALUE, (long) WIDTH * size * distances);
    Workers.forRows(
        blocks,
        cost,
        (first, end) -> {
          Block block = new Block(size);
          for (int b = first; b < end; b++) {
            block.load(points, b * WIDTH);
            work.run(block);
          }
        });
  }

  private void load(double[][] points, int first) {
    from = first;
    count = Math.min(WIDTH, points.length - first);
    for (int p = 0; p < count; p++) {
      double[] point = points[first + p];
      for (int d = 0; d < point.length; d++) {
        x[d][p] = point[d];
      }
    }
  }

  /// The number of the first point.
  int from() {
    return from;
  }

  /// The number of the point after the last.
  int to() {
    return from + count;
  }

  /// ‖x − m‖² of each of the block's points.
  double[] squaredDistances(double[] mean) {
    double[] sum = new double[WIDTH];
    for (int d = 0; d < mean.length; d++) {
      addSquares(sum, x[d], mean[d], 1);
    }
    return sum;
  }

  /// (x − m)ᵀ Σ⁻¹ (x − m) of each of the block's points.
  double[] squaredDistances(double[] mean, Covariance covariance) {
    return switch (covariance) {
      case Covariance.Full full -> squaredDistances(mean, full.factor());
      case Covariance.Diagonal diagonal -> {
        double[] sum = new double[WIDTH];
        for (int d = 0; d < mean.length; d++) {
          addSquares(sum, x[d], mean[d], 1 / diagonal.variances()[d]);
        }
        yield sum;
      }
    };
  }

  private static void addSquares(double[] sum, double[] x, double mean, double precision) {
    for (int p = 0; p < WIDTH; p++) {
      double deviation = x[p] - mean;
      sum[p] += deviation * deviation * precision;
    }
  }

  /// ‖y‖² with Ly = x − m, by forward substitution.
  private double[] squaredDistances(double[] mean, double[][] factor) {
    double[] sum = new double[WIDTH];
    for (int i = 0; i < mean.length; i++) {
      double[] row = factor[i];
      double[] rest = y[i];
      subtract(rest, x[i], mean[i]);
      int j = 0;
      for (; j + 3 < i; j += 4) {
        eliminate(
            rest, row[j], y[j], row[j + 1], y[j + 1], row[j + 2], y[j + 2], row[j + 3], y[j + 3]);
      }
      for (; j < i; j++) {
        eliminate(rest, row[j], y[j]);
      }
      divide(rest, 1 / row[i], sum);
    }
    return sum;
  }

  private static void subtract(double[] out, double[] x, double mean) {
    for (int p = 0; p < WIDTH; p++) {
      out[p] = x[p] - mean;
    }
  }

  private static void eliminate(
      double[] rest,
      double l0,
      double[] y0,
      double l1,
      double[] y1,
      double l2,
      double[] y2,
      double l3,
      double[] y3) {
    for (int p = 0; p < WIDTH; p++) {
      rest[p] -= l0 * y0[p] + l1 * y1[p] + l2 * y2[p] + l3 * y3[p];
    }
  }

  private static void eliminate(double[] rest, double l, double[] y) {
    for (int p = 0; p < WIDTH; p++) {
      rest[p] -= l * y[p];
    }
  }

  private static void divide(double[] rest, double inverse, double[] sum) {
    for (int p = 0; p < WIDTH; p++) {
      rest[p] *= inverse;
      sum[p] += rest[p] * rest[p];
    }
  }
}
