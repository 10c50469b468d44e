package org.vaelab.mixture;

/// Checks of points `[N][D]` that users give.
final class PointSet {
  /// Squares of larger numbers, divided by small variances, would not be finite.
  private static final double LARGEST = 1e100;

  private PointSet() {}

  /// @return D
  /// @throws IllegalArgumentException if there are none, or they are not equally long and finite
  static int requireFinite(double[][] points) {
    if (points.length == 0 || points[0].length == 0) {
      throw new IllegalArgumentException("There are no points, or they have no dimensions.");
    }
    return requireFinite(points, points[0].length);
  }

  /// @param size D, which the points must have
  static int requireFinite(double[][] points, int size) {
    for (int n = 0; n < points.length; n++) {
      if (points[n].length != size) {
        throw new IllegalArgumentException(
            "Point %d has %d dimensions, where %d are needed."
                .formatted(n, points[n].length, size));
      }
      for (int d = 0; d < size; d++) {
        if (!(Math.abs(points[n][d]) <= LARGEST)) {
          throw new IllegalArgumentException(
              "Point %d has the value %s in dimension %d; values must be finite and below %s in size."
                  .formatted(n, points[n][d], d, LARGEST));
        }
      }
    }
    return size;
  }

  /// @throws IllegalArgumentException if there are fewer points than components
  static void requireEnough(double[][] points, int components, String what) {
    if (points.length < components) {
      throw new IllegalArgumentException(
          "%d points are too few for %d %s; ask for at most %d."
              .formatted(points.length, components, what, points.length));
    }
  }
}
