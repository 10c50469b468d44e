package org.vaelab.data;

import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.data.strokes.DigitPainter;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Generated handwritten-looking digits: a data set that needs no download.
public final class StrokeDigits {
  private static final int CLASSES = 10;
  private static final int TRAIN = 0;
  private static final int TEST = 1;

  /// Takes the place of the index in the key of the digits' order; no index is negative.
  private static final int ORDER = -1;

  private StrokeDigits() {}

  /// Images of 28x28 pixels with labels 0..9, each label as often as any other (up to one), in
  /// random order. The same arguments give the same bytes on every machine, whatever the number of
  /// threads.
  ///
  /// @throws DataException if a count is not positive
  public static Dataset generate(int trainCount, int testCount, long seed) {
    NoiseSource<Purpose.Drawing> noise = NoiseSource.of(seed, Purpose.DRAWING);
    return new Dataset(
        Datasets.STROKE_DIGITS,
        images(trainCount, noise, TRAIN),
        Optional.empty(),
        images(testCount, noise, TEST));
  }

  /// Some of the test images that [#generate] makes, without the others.
  ///
  /// @param testCount how many there are in all
  /// @param from the first, inclusive
  /// @param to the last, exclusive
  /// @throws DataException if there are no such images
  public static ImageSet test(int testCount, int from, int to, long seed) {
    return images(testCount, from, to, NoiseSource.of(seed, Purpose.DRAWING), TEST);
  }

  private static ImageSet images(int count, NoiseSource<Purpose.Drawing> noise, int part) {
    if (count < 1) {
      throw new DataException(
          "Cannot generate %d images for a part of the stroke digits; ask for 1 or more."
              .formatted(count));
    }
    return images(count, 0, count, noise, part);
  }

  private static ImageSet images(
      int count, int from, int to, NoiseSource<Purpose.Drawing> noise, int part) {
    if (from < 0 || to <= from || to > count) {
      throw new DataException(
          "There are no images %d to %d among %d stroke digits.".formatted(from, to - 1, count));
    }
    int side = DigitPainter.SIZE;
    byte[] pixels = new byte[Math.multiplyExact(to - from, side * side)];
    byte[] labels = new byte[to - from];
    int[] order = noise.permutation(count, part, ORDER);
    IntStream.range(from, to)
        .parallel()
        .forEach(
            index -> {
              int digit = order[index] % CLASSES;
              labels[index - from] = (byte) digit;
              DigitPainter.paint(
                  digit, noise.at(part, index), pixels, (index - from) * side * side);
            });
    return new ImageSet(to - from, side, side, pixels, labels);
  }
}
