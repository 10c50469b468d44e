package org.vaelab.experiment.latentspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.latent.Attribute;
import org.vaelab.plot.ImageGrid;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.NearestMean;

/// An attribute, edited and measured.
///
/// @param file part of the names of its files
/// @param effects what was measured
/// @param pictures of some edits
record AttributeStudy(String file, List<Effect> effects, ImageGrid pictures) {
  private static final int PART = 10;

  /// The tenth of the training images that have most of an attribute of strokes.
  ///
  /// @param train training images
  /// @param trainCodes their codes
  /// @return nothing if it cannot be measured of two images
  static Optional<AttributeStudy> of(
      Stroke stroke, Editing editing, List<float[]> train, float[][] trainCodes) {
    int height = editing.model().height();
    int width = editing.model().width();
    double[] values = train.stream().mapToDouble(x -> stroke.of(x, height, width)).toArray();
    int[] order =
        IntStream.range(0, values.length)
            .filter(i -> Double.isFinite(values[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    if (order.length < 2) {
      return Optional.empty();
    }
    float[][] most =
        Arrays.stream(order)
            .limit(Math.max(1, order.length / PART))
            .mapToObj(i -> trainCodes[i])
            .toArray(float[][]::new);
    List<Attribute> towards = Collections.nCopies(editing.codes().length, Attribute.of(most));
    double spread =
        Estimate.of(Arrays.stream(order).mapToDouble(i -> values[i]).toArray()).standardDeviation();
    return editing
        .effect(
            stroke.title(),
            stroke.quantity(),
            spread,
            towards,
            (decoded, i) -> stroke.of(decoded, height, width))
        .map(
            effect ->
                new AttributeStudy(
                    stroke.title(),
                    List.of(effect),
                    editing.pictures(
                        "Towards more %s".formatted(stroke.title()),
                        towards,
                        Collections.nCopies(towards.size(), ""))));
  }

  /// Each image moves towards the mean code of another label: the next one. Whether the decoded
  /// image shows it, the nearest mean of the training images tells, in pixels: a classifier that
  /// knows neither encoder nor codes.
  ///
  /// @param labels of the training images
  /// @param testLabels of the edited images
  /// @return nothing if there are fewer than two labels
  static Optional<AttributeStudy> ofLabels(
      Editing editing, List<float[]> train, float[][] trainCodes, int[] labels, int[] testLabels) {
    int[] classes = Arrays.stream(labels).distinct().sorted().toArray();
    if (classes.length < 2 || testLabels.length == 0) {
      return Optional.empty();
    }
    NearestMean classifier = NearestMean.of(train.toArray(float[][]::new), labels);
    int[] targets = Arrays.stream(testLabels).map(label -> next(classes, label)).toArray();
    List<Attribute> means = new ArrayList<>();
    for (int label : classes) {
      means.add(
          Attribute.of(
              IntStream.range(0, labels.length)
                  .filter(i -> labels[i] == label)
                  .mapToObj(i -> trainCodes[i])
                  .toArray(float[][]::new)));
    }
    List<Attribute> towards =
        Arrays.stream(targets).mapToObj(t -> means.get(Arrays.binarySearch(classes, t))).toList();
    List<Effect> effects =
        Stream.of(
                share(
                    editing,
                    "next label",
                    "share with the next label",
                    towards,
                    classifier,
                    targets),
                share(
                    editing,
                    "own label",
                    "share with the own label",
                    towards,
                    classifier,
                    testLabels))
            .flatMap(Optional::stream)
            .toList();
    List<String> captions =
        IntStream.range(0, targets.length)
            .mapToObj(i -> "%d to %d".formatted(testLabels[i], targets[i]))
            .toList();
    return effects.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new AttributeStudy(
                "label", effects, editing.pictures("Towards the next label", towards, captions)));
  }

  private static Optional<Effect> share(
      Editing editing,
      String attribute,
      String quantity,
      List<Attribute> towards,
      NearestMean classifier,
      int[] expected) {
    return editing.effect(
        attribute,
        quantity,
        Double.NaN,
        towards,
        (decoded, i) -> classifier.label(decoded) == expected[i] ? 1 : 0);
  }

  /// The smallest label above, or the smallest of all.
  private static int next(int[] classes, int label) {
    return Arrays.stream(classes).filter(c -> c > label).findFirst().orElse(classes[0]);
  }
}
