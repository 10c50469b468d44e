package org.vaelab.lab;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.data.Dataset;
import org.vaelab.data.Datasets;
import org.vaelab.data.FrozenObservations;
import org.vaelab.experiment.DataSettings;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.report.Html;

/// A data set as models see it.
///
/// @param name of the set, or its directory
/// @param directory where sets are looked up, if not in the usual places
/// @param options of the data that were set
public record LabData(String name, Optional<Path> directory, Options options) implements Shown {
  private static final int SHOWN = 36;

  static LabData open(String name, Optional<Path> directory) {
    Datasets.open(name, directory); // Says at once what is missing.
    return new LabData(name, directory, Options.none().with("data", name));
  }

  /// The first images of the training set alone; 0 for all.
  public LabData trainingImages(int count) {
    return with("train-points", count);
  }

  /// A seeded choice of test images; 0 for all.
  public LabData testImages(int count) {
    return with("test-points", count);
  }

  /// How pixels become x: `stochastic`, `threshold`, `none` or `dequantised`.
  public LabData binarised(String how) {
    return with("binarisation", how);
  }

  private LabData with(String option, Object value) {
    return new LabData(name, directory, options.with(option, value));
  }

  /// The training images, their bits frozen.
  public Images train() {
    return images(data().frozenTrain());
  }

  /// What the training images show, one label an image; none if that is not known.
  public int[] trainLabels() {
    return labels("training");
  }

  /// What the test images show, likewise.
  public int[] testLabels() {
    return labels("test");
  }

  private int[] labels(String split) {
    byte[] labels = data().labels().get(split);
    return IntStream.range(0, labels.length).map(i -> labels[i] & 0xFF).toArray();
  }

  /// The test images, their bits frozen.
  public Images test() {
    return images(data().frozenTest());
  }

  private Images images(FrozenObservations observations) {
    return Images.of(observations);
  }

  private ExperimentData data() {
    DataSettings settings = options.config().model().dataSettings();
    return ExperimentData.open(settings, false, directory);
  }

  @Override
  public String html() {
    return Html.paragraph(toString()) + Html.of(test().first(SHOWN).grid(name + ": test images"));
  }

  @Override
  public String toString() {
    Dataset set = Datasets.open(name, directory);
    return "%s: %,d training and %,d test images of %d x %d pixels"
        .formatted(
            name,
            set.train().count(),
            set.test().count(),
            set.train().height(),
            set.train().width());
  }
}
