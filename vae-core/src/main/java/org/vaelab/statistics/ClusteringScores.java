package org.vaelab.statistics;

import java.util.Arrays;

/// How well clusters found without labels agree with known classes. Neither score depends on how
/// the clusters are numbered.
public final class ClusteringScores {
  private ClusteringScores() {}

  /// The share of points whose class is that of their cluster, under the best one-to-one assignment
  /// of clusters to classes. If there are more clusters than classes, the points of those left over
  /// count as wrong.
  ///
  /// @param clusters of each point, from 0
  /// @param classes of each point, from 0
  public static double accuracy(int[] clusters, int[] classes) {
    long[][] counts = contingency(clusters, classes);
    int size = Math.max(counts.length, counts[0].length);
    double[][] square = new double[size][size];
    for (int cluster = 0; cluster < counts.length; cluster++) {
      for (int c = 0; c < counts[cluster].length; c++) {
        square[cluster][c] = counts[cluster][c];
      }
    }
    int[] classOf = OptimalAssignment.ofLargest(square);
    double right = 0;
    for (int cluster = 0; cluster < size; cluster++) {
      right += square[cluster][classOf[cluster]];
    }
    return right / clusters.length;
  }

  /// 2 I(U; V) / (H(U) + H(V)), from 0 to 1; 1 if both put all points together.
  ///
  /// @param clusters of each point, from 0
  /// @param classes of each point, from 0
  public static double normalisedMutualInformation(int[] clusters, int[] classes) {
    long[][] counts = contingency(clusters, classes);
    long[] ofCluster = Arrays.stream(counts).mapToLong(row -> Arrays.stream(row).sum()).toArray();
    long[] ofClass = new long[counts[0].length];
    for (long[] row : counts) {
      Arrays.setAll(ofClass, c -> ofClass[c] + row[c]);
    }
    double entropies = entropy(ofCluster, clusters.length) + entropy(ofClass, clusters.length);
    if (entropies == 0) {
      return 1;
    }
    double n = clusters.length;
    double information = 0;
    for (int cluster = 0; cluster < counts.length; cluster++) {
      for (int c = 0; c < ofClass.length; c++) {
        double both = counts[cluster][c] / n;
        if (both > 0) {
          information += both * Math.log(both * n / ofCluster[cluster] * n / ofClass[c]);
        }
      }
    }
    // Independent labels may give −1e-17.
    return Math.clamp(2 * information / entropies, 0, 1);
  }

  private static double entropy(long[] counts, double total) {
    double entropy = 0;
    for (long count : counts) {
      if (count > 0) {
        entropy -= count / total * Math.log(count / total);
      }
    }
    return entropy;
  }

  private static long[][] contingency(int[] clusters, int[] classes) {
    if (clusters.length != classes.length || clusters.length == 0) {
      throw new IllegalArgumentException(
          "Clusters are compared with classes point by point, not %d points with %d."
              .formatted(clusters.length, classes.length));
    }
    long[][] counts = new long[count(clusters, "cluster")][count(classes, "class")];
    for (int i = 0; i < clusters.length; i++) {
      counts[clusters[i]][classes[i]]++;
    }
    return counts;
  }

  private static int count(int[] labels, String what) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0) {
        throw new IllegalArgumentException(
            "Point %d has the %s %d; they are numbered from 0.".formatted(i, what, labels[i]));
      }
    }
    return Arrays.stream(labels).max().getAsInt() + 1;
  }
}
