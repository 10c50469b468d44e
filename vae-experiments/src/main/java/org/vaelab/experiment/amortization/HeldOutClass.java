package org.vaelab.experiment.amortization;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;

/// A class that is left out of training.
///
/// @param label of the class
/// @param training indices of the training images of all other classes, ascending
/// @param unseen indices of test images of the class, a seeded choice
/// @param seen indices of test images of the other classes, likewise
public record HeldOutClass(int label, int[] training, int[] unseen, int[] seen) {

  /// @param count of test images of each kind, as far as there are so many
  /// @throws ExperimentException if the images have no labels, or not enough images have this one
  ///     or another
  static HeldOutClass of(int label, ExperimentData data, int count, long seed) {
    byte[] train = data.labels().get("training");
    byte[] test = data.labels().get("test");
    if (train.length == 0 || test.length == 0) {
      throw new ExperimentException(
          "No class can be left out, as these images have no labels; give labelled data such as mnist, or --held-out none.");
    }
    return of(label, train, test, count, seed);
  }

  /// @param train label of each training image, an unsigned byte
  /// @param test label of each test image
  static HeldOutClass of(int label, byte[] train, byte[] test, int count, long seed) {
    int[] order = ExperimentData.choice(seed, test.length, test.length);
    HeldOutClass split =
        new HeldOutClass(
            label,
            indices(train, label, false),
            chosen(order, test, label, true, count),
            chosen(order, test, label, false, count));
    if (split.training.length == 0 || split.training.length == train.length) {
      throw new ExperimentException(
          "Class %d cannot be left out: %d of %d training images are of it."
              .formatted(label, train.length - split.training.length, train.length));
    }
    if (split.unseen.length < 2 || split.seen.length < 2) {
      throw new ExperimentException(
          "Class %d cannot be left out: a standard error needs two test images of it and two others, and there are %d and %d; give more --test-points."
              .formatted(label, split.unseen.length, split.seen.length));
    }
    return split;
  }

  private static int[] indices(byte[] labels, int label, boolean of) {
    return IntStream.range(0, labels.length)
        .filter(i -> ((labels[i] & 0xFF) == label) == of)
        .toArray();
  }

  private static int[] chosen(int[] order, byte[] labels, int label, boolean of, int count) {
    return Arrays.stream(order)
        .filter(i -> ((labels[i] & 0xFF) == label) == of)
        .limit(count)
        .toArray();
  }
}
