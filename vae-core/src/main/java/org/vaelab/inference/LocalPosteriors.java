package org.vaelab.inference;

import org.vaelab.data.Points;
import org.vaelab.distribution.PosteriorFamily;

/// q(z; φᵢ) of each of N data points.
///
/// @param points whose they are
/// @param phi φ of each
public record LocalPosteriors(Points points, PhiTable phi) implements AutoCloseable {

  /// @throws IllegalArgumentException if there are not as many rows as points
  public LocalPosteriors {
    if (phi.count() != points.count()) {
      throw new IllegalArgumentException(
          "%d data points need as many rows of parameters of q, not %d."
              .formatted(points.count(), phi.count()));
    }
  }

  /// Given parameters.
  ///
  /// @param phi `[N, P]`, row-major, copied
  public static LocalPosteriors of(
      Points points, PosteriorFamily family, int latentSize, float[] phi) {
    return new LocalPosteriors(points, PhiTable.of(family, latentSize, phi));
  }

  /// What the rows parameterise.
  public PosteriorFamily family() {
    return phi.family();
  }

  /// N
  public int count() {
    return points.count();
  }

  /// A copy of the points from (inclusive) to (exclusive) and their q.
  public LocalPosteriors copy(int from, int to) {
    return new LocalPosteriors(points.slice(from, to), phi.copy(from, to));
  }

  /// Frees φ.
  @Override
  public void close() {
    phi.close();
  }
}
