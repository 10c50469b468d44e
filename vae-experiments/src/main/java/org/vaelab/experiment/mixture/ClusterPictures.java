package org.vaelab.experiment.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.vaelab.plot.ImageGrid;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Images of each cluster.
public final class ClusterPictures {
  private static final int COLUMNS = 12;
  private static final int MOST_ROWS = 20;

  private ClusterPictures() {}

  /// A row of images of each of the largest clusters, a seeded choice, with the label that most of
  /// its images have.
  ///
  /// @param clusters of each image `[N]`
  /// @param labels of each image; none if they are not known
  /// @param image the pixels of an image by its number
  public static ImageGrid grid(
      String title,
      int[] clusters,
      int[] labels,
      IntFunction<float[]> image,
      int height,
      int width,
      long seed) {
    List<int[]> members = new ArrayList<>();
    for (int k = 0; k <= Arrays.stream(clusters).max().orElseThrow(); k++) {
      int cluster = k;
      members.add(
          IntStream.range(0, clusters.length).filter(n -> clusters[n] == cluster).toArray());
    }
    members.removeIf(ids -> ids.length == 0);
    members.sort(Comparator.comparingInt((int[] ids) -> -ids.length));
    List<int[]> shown = new ArrayList<>(members.subList(0, Math.min(MOST_ROWS, members.size())));
    if (labels.length > 0) {
      shown.sort(Comparator.comparingInt(ids -> majority(ids, labels)));
    }
    NoiseSource<Purpose.Selection> choice = NoiseSource.of(seed, Purpose.SELECTION);
    List<ImageGrid.Row> rows = new ArrayList<>();
    for (int[] ids : shown) {
      int[] order = choice.permutation(ids.length, rows.size());
      List<float[]> pictures =
          Arrays.stream(order).limit(COLUMNS).mapToObj(i -> image.apply(ids[i])).toList();
      rows.add(new ImageGrid.Row(caption(ids, labels), pictures));
    }
    return new ImageGrid(title, height, width, rows, 2);
  }

  private static int majority(int[] ids, int[] labels) {
    int[] counts = counts(ids, labels);
    int most = 0;
    for (int label = 1; label < counts.length; label++) {
      most = counts[label] > counts[most] ? label : most;
    }
    return most;
  }

  private static int[] counts(int[] ids, int[] labels) {
    int[] counts = new int[Arrays.stream(labels).max().orElse(0) + 1];
    for (int id : ids) {
      counts[labels[id]]++;
    }
    return counts;
  }

  private static String caption(int[] ids, int[] labels) {
    if (labels.length == 0) {
      return "%,d images".formatted(ids.length);
    }
    int label = majority(ids, labels);
    return "%,d images, %.0f%% '%d'"
        .formatted(ids.length, 100.0 * counts(ids, labels)[label] / ids.length, label);
  }
}
