package org.vaelab.mixture;

/// What the covariances of a mixture's K components may be.
public enum CovarianceType {
  /// Each component has a matrix of its own.
  FULL,
  /// All components share one matrix.
  TIED,
  /// Each component has a variance per dimension.
  DIAGONAL,
  /// Each component has one variance, σ²I.
  SPHERICAL;

  /// Free parameters of the covariances.
  ///
  /// @param components K
  /// @param size D
  public long parameterCount(int components, int size) {
    long matrix = size * (size + 1L) / 2;
    return switch (this) {
      case FULL -> components * matrix;
      case TIED -> matrix;
      case DIAGONAL -> (long) components * size;
      case SPHERICAL -> components;
    };
  }
}
