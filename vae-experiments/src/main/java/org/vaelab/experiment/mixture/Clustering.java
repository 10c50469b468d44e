package org.vaelab.experiment.mixture;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.vaelab.statistics.ClusteringScores;

/// Clusters of the training images, found without their labels.
///
/// @param method by which they were found
/// @param seed of the fit, and of the codes' VAE
/// @param clusters of each image `[N]`, from 0
record Clustering(Method method, long seed, int[] clusters) {

  /// What is clustered, and how.
  enum Method {
    KMEANS_PCA("k-means on PCA codes", false, false),
    MIXTURE_PCA("mixture on PCA codes", true, false),
    KMEANS_VAE("k-means on VAE codes", false, true),
    MIXTURE_VAE("mixture on VAE codes", true, true);

    private final String title;
    private final boolean ofMixture;
    private final boolean onVae;

    Method(String title, boolean ofMixture, boolean onVae) {
      this.title = title;
      this.ofMixture = ofMixture;
      this.onVae = onVae;
    }

    String title() {
      return title;
    }

    boolean ofMixture() {
      return ofMixture;
    }

    boolean onVae() {
      return onVae;
    }
  }

  /// How well clusters agree with labels.
  ///
  /// @param accuracy under the best one-to-one assignment; empty without labels
  /// @param information normalised mutual information; empty without labels
  record Score(Method method, long seed, OptionalDouble accuracy, OptionalDouble information) {}

  /// @param labels of the images; none if they are not known
  Score score(int[] labels) {
    return labels.length == 0
        ? new Score(method, seed, OptionalDouble.empty(), OptionalDouble.empty())
        : new Score(
            method,
            seed,
            OptionalDouble.of(ClusteringScores.accuracy(clusters, labels)),
            OptionalDouble.of(ClusteringScores.normalisedMutualInformation(clusters, labels)));
  }

  /// Whether this has the form of what a run computes.
  boolean fits(Method of, long from, int images, int most) {
    return method == of
        && seed == from
        && clusters.length == images
        && Arrays.stream(clusters).allMatch(c -> c >= 0 && c < most);
  }
}
