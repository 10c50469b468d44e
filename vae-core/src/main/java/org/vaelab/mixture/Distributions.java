package org.vaelab.mixture;

import java.util.Arrays;

/// Checks of distributions over components that users give, `[N][K]`.
final class Distributions {
  private Distributions() {}

  /// @throws IllegalArgumentException if they are not one distribution over the components for each
  ///     point
  static void require(double[][] q, int points, int components) {
    if (q.length != points) {
      throw new IllegalArgumentException(
          "There are responsibilities of %d points, but %d points.".formatted(q.length, points));
    }
    for (int n = 0; n < points; n++) {
      if (q[n].length != components) {
        throw new IllegalArgumentException(
            "Point %d has responsibilities of %d components, where there are %d."
                .formatted(n, q[n].length, components));
      }
      double sum = Arrays.stream(q[n]).sum();
      if (!(Math.abs(sum - 1) < 1e-6) || Arrays.stream(q[n]).anyMatch(value -> value < 0)) {
        throw new IllegalArgumentException(
            "The responsibilities of point %d must not be negative and must add up to 1, unlike %s."
                .formatted(n, Arrays.toString(q[n])));
      }
    }
  }
}
