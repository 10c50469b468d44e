package org.vaelab.lab;

import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.mixture.ClusterPictures;
import org.vaelab.report.Html;
import org.vaelab.statistics.ClusteringScores;

/// Images in clusters that were found without labels.
///
/// @param labels of the images `[N]`, to count how many are right
/// @param clusters of the images `[N]`, from 0
public record Clusters(Images images, int[] labels, int[] clusters) implements Shown {

  /// @throws ExperimentException if they are not of the same images
  public Clusters {
    if (images.count() != labels.length || images.count() != clusters.length) {
      throw new ExperimentException(
          "There are %d images, %d labels and %d clusters; they must be of the same images."
              .formatted(images.count(), labels.length, clusters.length));
    }
  }

  /// The share of images whose cluster is that of their label, under the best one-to-one
  /// assignment.
  public double accuracy() {
    return ClusteringScores.accuracy(clusters, labels);
  }

  /// Normalised mutual information of clusters and labels, from 0 to 1.
  public double mutualInformation() {
    return ClusteringScores.normalisedMutualInformation(clusters, labels);
  }

  @Override
  public String html() {
    return Html.paragraph(toString())
        + Html.of(
            ClusterPictures.grid(
                "Images of each cluster",
                clusters,
                labels,
                images::image,
                images.height(),
                images.width(),
                0));
  }

  @Override
  public String toString() {
    return "%.1f%% of %,d images in the cluster of their label; mutual information %.2f"
        .formatted(100 * accuracy(), images.count(), mutualInformation());
  }
}
