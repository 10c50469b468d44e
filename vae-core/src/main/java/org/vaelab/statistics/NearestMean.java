package org.vaelab.statistics;

import java.util.Arrays;

/// Classifies a point as the class whose mean is nearest: the simplest classifier there is, which
/// asks how far classes lie apart and not how well one can be trained.
///
/// @param classes their labels, ascending, `[C]`
/// @param means of the points of each, `[C][D]`
public record NearestMean(int[] classes, double[][] means) {

  /// @param points `[N][D]`, at least one
  /// @param labels of the points
  /// @throws IllegalArgumentException if there are no points, or not as many labels
  public static NearestMean of(float[][] points, int[] labels) {
    if (points.length == 0 || points.length != labels.length) {
      throw new IllegalArgumentException(
          "Class means need points with a label each, not %d with %d labels."
              .formatted(points.length, labels.length));
    }
    int[] classes = Arrays.stream(labels).distinct().sorted().toArray();
    double[][] means = new double[classes.length][points[0].length];
    int[] counts = new int[classes.length];
    for (int i = 0; i < points.length; i++) {
      int c = Arrays.binarySearch(classes, labels[i]);
      counts[c]++;
      for (int d = 0; d < means[c].length; d++) {
        means[c][d] += points[i][d];
      }
    }
    for (int c = 0; c < classes.length; c++) {
      for (int d = 0; d < means[c].length; d++) {
        means[c][d] /= counts[c];
      }
    }
    return new NearestMean(classes, means);
  }

  /// The label of the class whose mean is nearest; the smaller label where two are as near.
  public int label(float[] point) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < classes.length; c++) {
      double squares = 0;
      for (int d = 0; d < point.length; d++) {
        double difference = point[d] - means[c][d];
        squares += difference * difference;
      }
      if (squares < least) {
        least = squares;
        nearest = c;
      }
    }
    return classes[nearest];
  }
}
