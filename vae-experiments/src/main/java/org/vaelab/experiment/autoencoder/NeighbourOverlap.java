package org.vaelab.experiment.autoencoder;

import java.util.Arrays;

/// How far the q of neighbouring data points overlap. An autoencoder's codes are points, which do
/// not: nothing says what lies between them.
public final class NeighbourOverlap {
  private NeighbourOverlap() {}

  /// The Bhattacharyya coefficient ∫ √(q_i(z) q_j(z)) dz of each q_i and the q_j whose mean is
  /// nearest: 1 if they are the same, 0 if they have nothing in common. For diagonal Gaussians
  /// −log of it is Σ_d ¼ (μ_i − μ_j)² / (σ_i² + σ_j²) + ½ log((σ_i² + σ_j²) / (2 σ_i σ_j))
  /// (Bhattacharyya 1943).
  ///
  /// @param phi rows (μ, log σ), `[N, 2Z]`, row-major, N at least 2
  /// @param size Z
  /// @return `[N]`
  public static double[] of(float[] phi, int size) {
    double[] overlap = new double[phi.length / (2 * size)];
    Arrays.setAll(overlap, i -> Math.exp(-distance(phi, size, i, nearest(phi, size, i))));
    return overlap;
  }

  private static int nearest(float[] phi, int size, int i) {
    int nearest = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int j = 0; j < phi.length / (2 * size); j++) {
      double squares = 0;
      for (int d = 0; d < size; d++) {
        double difference = phi[2 * size * i + d] - phi[2 * size * j + d];
        squares += difference * difference;
      }
      if (j != i && (nearest < 0 || squares < least)) {
        nearest = j;
        least = squares;
      }
    }
    return nearest;
  }

  private static double distance(float[] phi, int size, int i, int j) {
    double sum = 0;
    for (int d = 0; d < size; d++) {
      double difference = phi[2 * size * i + d] - phi[2 * size * j + d];
      double logScale = phi[2 * size * i + size + d];
      double other = phi[2 * size * j + size + d];
      double variances = Math.exp(2 * logScale) + Math.exp(2 * other);
      sum +=
          0.25 * difference * difference / variances
              + 0.5 * (Math.log(variances / 2) - logScale - other);
    }
    return sum;
  }
}
