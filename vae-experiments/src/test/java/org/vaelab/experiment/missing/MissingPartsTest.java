package org.vaelab.experiment.missing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.vaelab.data.Binarisation;
import org.vaelab.data.ImageSet;
import org.vaelab.data.MaskedObservations;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;

/// Masks, pooled images and imputation without a model, each with a known answer.
class MissingPartsTest {
  private static final int COUNT = 2000;

  private static Observations images(int count, int height, int width, byte... pixels) {
    byte[] all = new byte[count * height * width];
    for (int i = 0; i < all.length; i++) {
      all[i] = pixels[i % pixels.length];
    }
    return Observations.frozen(
        new ImageSet(count, height, width, all, new byte[0]), Binarisation.THRESHOLD, 1);
  }

  private static float[] mask(MaskedObservations data, int index) {
    float[] mask = new float[data.dimension()];
    data.copyMask(index, 0, mask, 0);
    return mask;
  }

  @Test
  void theTopHalfIsMissing() {
    MaskedObservations data = Hiding.TOP_HALF.of(images(1, 4, 3, (byte) 255), 1);
    assertThat(mask(data, 0)).containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1);
    assertThat(data.batch(new int[] {0}, 0)).containsExactly(mask(data, 0));
  }

  /// Every square of 3 x 2 is there, and nothing else; half the pixels at random are half of them
  /// within four standard errors (a failure by chance has probability 6e-5).
  @Test
  void squaresAreAnywhereAndRandomPixelsAreHalf() {
    Observations images = images(COUNT, 6, 4, (byte) 255);
    MaskedObservations squares = Hiding.SQUARE.of(images, 1);
    MaskedObservations random = Hiding.RANDOM.of(images, 1);
    long different =
        IntStream.range(0, COUNT)
            .mapToObj(i -> Arrays.toString(mask(squares, i)))
            .distinct()
            .count();
    assertThat(different).isEqualTo(4 * 3);
    double missing = 0;
    for (int i = 0; i < COUNT; i++) {
      float[] square = mask(squares, i);
      int first = 0;
      while (square[first] == 1) {
        first++;
      }
      for (int d = 0; d < square.length; d++) {
        int row = d / 4 - first / 4;
        int column = d % 4 - first % 4;
        boolean inside = row >= 0 && row < 3 && column >= 0 && column < 2;
        assertThat(square[d]).isEqualTo(inside ? 0 : 1);
      }
      for (float pixel : mask(random, i)) {
        missing += 1 - pixel;
      }
    }
    double pixels = COUNT * 24.0;
    assertThat(missing).isCloseTo(pixels / 2, Offset.offset(2 * Math.sqrt(pixels)));
    assertThat(mask(random, 7)).isEqualTo(mask(Hiding.RANDOM.of(images, 1), 7));
  }

  @Test
  void aLargePixelIsInkWhereAQuarterOfItIs() {
    byte ink = (byte) 255;
    // Rows of 8 pixels: blocks of two columns, each of two rows; one, two and no ink in them.
    byte[] pixels = new byte[12 * 8];
    pixels[0] = ink; // 1 of the 4 pixels of the first block
    pixels[2 * 8 + 3] = ink; // the second block of the second row
    pixels[3 * 8 + 3] = ink;
    Pooled pooled = Pooled.of(images(1, 12, 8, pixels));
    float[] row = pooled.batch(new int[] {0}, 0);
    assertThat(pooled.height()).isEqualTo(6);
    assertThat(pooled.width()).isEqualTo(4);
    float[] expected = new float[24];
    expected[0] = 1;
    expected[4 + 1] = 1;
    assertThat(row).containsExactly(expected);
  }

  /// Two kinds of images that differ in each half: the seen half tells the missing one.
  @Test
  void neighboursKnowWhatTheMeanDoesNot() {
    byte ink = (byte) 255;
    Observations training =
        images(40, 2, 2, ink, (byte) 0, ink, (byte) 0, (byte) 0, ink, (byte) 0, ink);
    Neighbours neighbours = new Neighbours(training);
    Points points = new Points(Hiding.TOP_HALF.of(training, 1), new int[] {0, 1});
    Imputed mean = neighbours.impute("mean", Hiding.TOP_HALF, points, Neighbours.ofAll());
    assertThat(mean.logLikelihood()).containsExactly(2 * Math.log(0.5), 2 * Math.log(0.5));
    assertThat(mean.squaredError()).containsExactly(0.25, 0.25);
    Imputed one = neighbours.impute("one", Hiding.TOP_HALF, points, new Neighbours.Rule(1, 1));
    // (1 + 1 · ½)/(1 + 1) for what the neighbour shows
    assertThat(one.logLikelihood()[0]).isCloseTo(2 * Math.log(0.75), Offset.offset(1e-12));
    assertThat(one.squaredError()[1]).isCloseTo(0.0625, Offset.offset(1e-12));
    assertThat(neighbours.nearest(Hiding.TOP_HALF, 1)).isEqualTo(new Neighbours.Rule(1, 0.1));
    assertThat(neighbours.chosen(Hiding.TOP_HALF, 1).count()).isBetween(2, 19);
  }
}
