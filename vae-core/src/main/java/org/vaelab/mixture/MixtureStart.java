package org.vaelab.mixture;

/// Where expectation maximisation starts.
public sealed interface MixtureStart {

  /// The M-step of the clusters that [KMeans] finds from centres drawn by k-means++.
  record KMeansPlusPlus() implements MixtureStart {}

  /// Means at different points drawn at random, equal weights, and the covariance of all points for
  /// each component.
  record RandomPoints() implements MixtureStart {}

  /// Given means, equal weights, and the covariance of all points for each component.
  ///
  /// @param means `[K][D]`
  record Means(double[][] means) implements MixtureStart {}

  /// The M-step of given responsibilities.
  ///
  /// @param responsibilities p(z = k given x) `[N][K]`
  record Responsibilities(double[][] responsibilities) implements MixtureStart {}

  /// A mixture, such as one fitted to other points before. Eigenvalues of its covariances below the
  /// covariance floor are raised to it.
  record Warm(GaussianMixture mixture) implements MixtureStart {}
}
