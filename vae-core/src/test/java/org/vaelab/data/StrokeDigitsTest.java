package org.vaelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class StrokeDigitsTest {

  /// Pinned: results of experiments name a seed, and the seed must go on meaning these pictures.
  @Test
  void aSeedMeansTheSameBytesForEver() {
    Dataset digits = StrokeDigits.generate(100, 20, 1);
    assertThat(Idx.contentSha256(digits.train()))
        .isEqualTo("44c000db379ee30f5ad489f3c5f4f5a15dae7370e528840062101df022653d78");
    assertThat(Idx.contentSha256(digits.test()))
        .isEqualTo("fa418d2f1af895b4b0f8ff3914b2ed00c82c67b2d8df137af7d518acf84ffdb4");
  }

  @Test
  void theNumberOfThreadsDoesNotMatter() {
    Dataset many = StrokeDigits.generate(200, 10, 8);
    try (ForkJoinPool one = new ForkJoinPool(1)) {
      Dataset alone = one.submit(() -> StrokeDigits.generate(200, 10, 8)).join();
      assertThat(alone).isEqualTo(many);
    }
  }

  @Test
  void seedsAndPartsDiffer() {
    Dataset digits = StrokeDigits.generate(50, 50, 1);
    assertThat(digits.test()).isNotEqualTo(digits.train());
    assertThat(StrokeDigits.generate(50, 50, 2).train()).isNotEqualTo(digits.train());
  }

  @Test
  void labelsAreBalancedAndShuffled() {
    ImageSet train = StrokeDigits.generate(1005, 10, 3).train();
    int[] counts = new int[10];
    int ascents = 0;
    for (int i = 0; i < train.count(); i++) {
      counts[train.label(i).orElseThrow()]++;
      ascents += i > 0 && train.labels()[i] == (train.labels()[i - 1] + 1) % 10 ? 1 : 0;
    }
    assertThat(counts).containsOnly(100, 101);
    // One in ten by chance: 100 expected, standard deviation below 10.
    assertThat(ascents).isBetween(50, 150);
  }

  /// A picture of one digit is nearest, pixel by pixel, to pictures of the same digit: labels and
  /// pictures belong together and the classes can be told apart. Chance
  /// is 10 in 100.
  @Test
  void theNearestNeighbourHasTheSameLabel() {
    Dataset digits = StrokeDigits.generate(2000, 400, 5);
    int right = 0;
    for (int i = 0; i < digits.test().count(); i++) {
      right += nearestLabel(digits.train(), digits.test(), i) == digits.test().labels()[i] ? 1 : 0;
    }
    assertThat(right / 400.0).isGreaterThan(0.9);
  }

  private static int nearestLabel(ImageSet train, ImageSet test, int index) {
    int dimension = test.dimension();
    long best = Long.MAX_VALUE;
    int label = -1;
    for (int j = 0; j < train.count(); j++) {
      long distance = 0;
      for (int d = 0; d < dimension; d++) {
        int difference =
            (test.pixels()[index * dimension + d] & 0xFF)
                - (train.pixels()[j * dimension + d] & 0xFF);
        distance += (long) difference * difference;
      }
      if (distance < best) {
        best = distance;
        label = train.labels()[j];
      }
    }
    return label;
  }

  /// Ink is centred, leaves the sheet's border free, is dark with grey edges, and is about as
  /// much as on MNIST's pictures (mean level there: 0.13).
  @Test
  void picturesLookLikeScannedDigits() {
    ImageSet train = StrokeDigits.generate(2000, 10, 4).train();
    long total = 0;
    for (int i = 0; i < train.count(); i++) {
      double ink = 0;
      double x = 0;
      double y = 0;
      int grey = 0;
      int darkest = 0;
      for (int row = 0; row < 28; row++) {
        for (int column = 0; column < 28; column++) {
          int level = train.pixels()[i * 784 + row * 28 + column] & 0xFF;
          if (row == 0 || row == 27 || column == 0 || column == 27) {
            assertThat(level).as("border of image %d", i).isLessThan(128);
          }
          ink += level;
          x += level * (column + 0.5);
          y += level * (row + 0.5);
          grey += level > 0 && level < 255 ? 1 : 0;
          darkest = Math.max(darkest, level);
        }
      }
      assertThat(x / ink).as("centre of image %d", i).isBetween(11.0, 17.0);
      assertThat(y / ink).as("centre of image %d", i).isBetween(11.0, 17.0);
      assertThat(grey).isGreaterThan(20);
      assertThat(darkest).as("ink of image %d", i).isGreaterThan(240);
      total += (long) ink;
    }
    assertThat(total / 255.0 / train.pixels().length).isBetween(0.11, 0.15);
  }

  @Test
  void countsMustBePositive() {
    assertThatThrownBy(() -> StrokeDigits.generate(0, 10, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("0 images");
  }

  @Test
  void someTestImagesAreThoseThatAreGeneratedWithTheOthers() {
    ImageSet all = StrokeDigits.generate(1, 30, 4).test();
    assertThat(StrokeDigits.test(30, 10, 13, 4)).isEqualTo(all.subset(new int[] {10, 11, 12}));
    assertThatThrownBy(() -> StrokeDigits.test(30, 10, 31, 4))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("30");
  }
}
