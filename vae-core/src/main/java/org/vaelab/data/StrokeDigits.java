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

  private static ImageSet images(int count, NoiseSource<Purpose.Drawing> noise, int part) {
    if (count < 1) {
      throw new DataException(
          "Cannot generate %d images for a part of the stroke digits; ask for 1 or more."
              .formatted(count));
    }
    int side = DigitPainter.SIZE;
    byte[] pixels = new byte[Math.multiplyExact(count, side * side)];
    byte[] labels = new byte[count];
    int[] order = noise.permutation(count, part, ORDER);
    IntStream.range(0, count)
        .parallel()
        .forEach(
            index -> {
              int digit = order[index] % CLASSES;
              labels[index] = (byte) digit;
              DigitPainter.paint(digit, noise.at(part, index), pixels, index * side * side);
            });
    return new ImageSet(count, side, side, pixels, labels);
  }
}
