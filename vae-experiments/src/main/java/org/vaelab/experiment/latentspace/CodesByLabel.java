package org.vaelab.experiment.latentspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.Table;
import org.vaelab.plot.ScatterFigure;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.NearestMean;
import org.vaelab.statistics.PrincipalComponents;

/// Test images in planes, and how far apart their labels lie in each representation.
///
/// @param planes that are drawn
/// @param labels of the test images; none if they are not known
/// @param accuracies none without labels
record CodesByLabel(List<Plane> planes, int[] labels, List<Row> accuracies) {
  private static final int MOST_DRAWN = 500;

  /// @param points `[N][2]`
  record Plane(String name, double[][] points) {}

  /// How well the nearest class mean of the training images classifies test images.
  ///
  /// @param size numbers of the representation
  /// @param correct 1 or 0 for each test image
  record Row(String representation, int size, double[] correct) {
    Estimate accuracy() {
      return Estimate.of(correct);
    }
  }

  /// Training and test images, represented in the same way, `[N][P]` each.
  record Representation(String name, float[][] train, float[][] test) {

    /// The first two principal components of the training images; 0 for one that there is not.
    Representation plane(String of) {
      int size = train[0].length;
      float[] flat = flat(train);
      boolean varies = IntStream.range(size, flat.length).anyMatch(i -> flat[i] != flat[i % size]);
      if (!varies) {
        return new Representation(of, new float[train.length][2], new float[test.length][2]);
      }
      PrincipalComponents components =
          PrincipalComponents.of(flat, size, Math.min(2, Math.min(size, train.length)));
      return new Representation(of, two(components.codes(flat)), two(components.codes(flat(test))));
    }

    private static float[] flat(float[][] rows) {
      float[] flat = new float[rows.length * rows[0].length];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
      }
      return flat;
    }

    private static float[][] two(double[][] rows) {
      float[][] two = new float[rows.length][2];
      for (int i = 0; i < rows.length; i++) {
        for (int d = 0; d < Math.min(2, rows[i].length); d++) {
          two[i][d] = (float) rows[i][d];
        }
      }
      return two;
    }

    Plane drawn() {
      double[][] points = new double[Math.min(MOST_DRAWN, test.length)][];
      Arrays.setAll(points, i -> new double[] {test[i][0], test[i][1]});
      return new Plane(name, points);
    }

    Row row(int[] labels, int[] testLabels) {
      NearestMean classifier = NearestMean.of(train, labels);
      return new Row(
          name,
          train[0].length,
          IntStream.range(0, test.length)
              .mapToDouble(i -> classifier.label(test[i]) == testLabels[i] ? 1 : 0)
              .toArray());
    }
  }

  /// @param pixels, codes and plane of the same images; the last of two numbers each
  /// @param labels of the training images
  /// @param testLabels of the test images
  static CodesByLabel of(
      Representation pixels,
      Representation codes,
      Representation plane,
      int[] labels,
      int[] testLabels) {
    Representation pixelPlane = pixels.plane("two principal components of the pixels");
    Representation codePlane = codes.plane("two principal components of " + codes.name());
    List<Row> rows = new ArrayList<>();
    if (labels.length > 0 && testLabels.length > 0) {
      for (Representation each : List.of(pixels, codes, pixelPlane, codePlane, plane)) {
        rows.add(each.row(labels, testLabels));
      }
    }
    return new CodesByLabel(
        List.of(pixelPlane.drawn(), codePlane.drawn(), plane.drawn()), testLabels, rows);
  }

  ScatterFigure figure() {
    return new ScatterFigure(
        labels.length > 0 ? "Test images by label" : "Test images",
        "first coordinate",
        "second coordinate",
        planes.size(),
        planes.stream().map(this::panel).toList(),
        false);
  }

  private ScatterFigure.Panel panel(Plane plane) {
    if (labels.length == 0) {
      return new ScatterFigure.Panel(
          plane.name(),
          List.of(series("test images", plane, ExperimentData.all(plane.points().length))));
    }
    List<Series> series = new ArrayList<>();
    for (int label : Arrays.stream(labels).distinct().sorted().toArray()) {
      int[] members =
          IntStream.range(0, plane.points().length).filter(i -> labels[i] == label).toArray();
      series.add(series(String.valueOf(label), plane, members));
    }
    return new ScatterFigure.Panel(plane.name(), series);
  }

  private static Series series(String name, Plane plane, int[] members) {
    return new Series(
        name,
        Arrays.stream(members).mapToDouble(i -> plane.points()[i][0]).toArray(),
        Arrays.stream(members).mapToDouble(i -> plane.points()[i][1]).toArray());
  }

  Table<Row> table() {
    return Table.of(accuracies)
        .column("representation", Row::representation)
        .column("numbers", Row::size)
        .estimate("accuracy", "accuracy of the nearest mean", "", "%.3f", Row::accuracy);
  }
}
