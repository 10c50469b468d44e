package org.vaelab.inference;

/// Couples the samples of a standard normal so that they cover it more evenly, while each remains
/// standard normal by itself, so that means over them stay unbiased: in blocks of twice as many as
/// there are dimensions, directions at right angles with lengths of their own (orthogonal Monte
/// Carlo; Rowland, Choromanski, Chalus, Pacchiano, Sarlós, Turner and Weller 2018), then their
/// negatives (antithetic variates).
final class CoupledNoise {
  private CoupledNoise() {}

  /// Couples the samples of each data point, in place. A last sample without a partner stays as it
  /// is.
  ///
  /// @param noise `[K*B, E]`, row-major, K outermost
  /// @param samples K
  /// @param points B
  /// @param size E
  static void couple(float[] noise, int samples, int points, int size) {
    for (int point = 0; point < points; point++) {
      for (int from = 0; from + 1 < samples; from += 2 * size) {
        int pairs = Math.min(size, (samples - from) / 2);
        double[][] directions = new double[pairs][size];
        for (int i = 0; i < pairs; i++) {
          int row = ((from + i) * points + point) * size;
          int negative = ((from + pairs + i) * points + point) * size;
          for (int d = 0; d < size; d++) {
            directions[i][d] = noise[row + d];
          }
          double length = Math.sqrt(dot(directions[i], directions[i]));
          orthogonalise(directions, i);
          for (int d = 0; d < size; d++) {
            noise[row + d] = (float) (length * directions[i][d]);
            noise[negative + d] = -noise[row + d];
          }
        }
      }
    }
  }

  /// Makes a direction one of unit length at right angles to those before it (Gram and Schmidt,
  /// twice, as rounding leaves a rest the first time).
  private static void orthogonalise(double[][] directions, int last) {
    double[] direction = directions[last];
    for (int time = 0; time < 2; time++) {
      for (int i = 0; i < last; i++) {
        double along = dot(directions[i], direction);
        for (int d = 0; d < direction.length; d++) {
          direction[d] -= along * directions[i][d];
        }
      }
      double length = Math.sqrt(dot(direction, direction));
      for (int d = 0; d < direction.length; d++) {
        direction[d] /= length;
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
