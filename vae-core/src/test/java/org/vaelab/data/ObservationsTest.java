package org.vaelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ObservationsTest {
  /// One row of every grey level.
  private static final int LEVELS = 256;

  private static ImageSet allLevels(int count) {
    byte[] pixels = new byte[count * LEVELS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % LEVELS);
    }
    return new ImageSet(count, 16, 16, pixels, new byte[0]);
  }

  /// For each level p, the ones among 100,000 bits against N*p/255. For a right sampler the largest
  /// of the 254 deviations exceeds 5.5 standard deviations with a probability below 254 * 4e-8 =
  /// 1e-5 (over seeds; this seed is fixed, so the outcome is too). P = p/256 would be off by up to
  /// 20 standard deviations.
  @Test
  void stochasticBitsHaveProbabilityPixelOver255() {
    int rows = 1000;
    int epochs = 100;
    Observations observations = Observations.of(allLevels(rows), Binarisation.STOCHASTIC, 11);
    int[] ones = new int[LEVELS];
    float[] row = new float[LEVELS];
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int index = 0; index < rows; index++) {
        observations.copyRow(index, epoch, row, 0);
        for (int level = 0; level < LEVELS; level++) {
          assertThat(row[level] == 0f || row[level] == 1f).isTrue();
          ones[level] += (int) row[level];
        }
      }
    }
    int draws = rows * epochs;
    assertThat(ones[0]).isZero();
    assertThat(ones[255]).isEqualTo(draws);
    for (int level = 1; level < 255; level++) {
      double p = level / 255.0;
      double deviations = (ones[level] - draws * p) / Math.sqrt(draws * p * (1 - p));
      assertThat(deviations).as("level %d", level).isBetween(-5.5, 5.5);
    }
  }

  /// Bits of neighbouring pixels, data and epochs at level 127 or 128 agree in half of the cases.
  /// A right sampler leaves 5 standard deviations with probability 6e-7 for each of the three
  /// counts, over seeds; this seed is fixed.
  @Test
  void bitsOfDifferentKeysAreIndependent() {
    int rows = 2000;
    byte[] pixels = new byte[rows * 50];
    Arrays.fill(pixels, (byte) 127);
    Observations observations =
        Observations.of(new ImageSet(rows, 5, 10, pixels, new byte[0]), Binarisation.STOCHASTIC, 5);
    int[] all = IntStream.range(0, rows).toArray();
    float[] first = observations.batch(all, 0);
    float[] next = observations.batch(all, 1);
    assertAgreementIsChance(first, 0, next, 0);
    assertAgreementIsChance(first, 0, first, 50);
    assertAgreementIsChance(first, 0, first, 1);
  }

  private static void assertAgreementIsChance(float[] a, int shiftA, float[] b, int shiftB) {
    int n = a.length - 50;
    int agree = 0;
    for (int i = 0; i < n; i++) {
      agree += a[i + shiftA] == b[i + shiftB] ? 1 : 0;
    }
    double q = 127 / 255.0;
    double p = q * q + (1 - q) * (1 - q);
    assertThat((agree - n * p) / Math.sqrt(n * p * (1 - p))).isBetween(-5.0, 5.0);
  }

  @Property(tries = 50)
  void aRowDependsOnSeedEpochAndDatumOnly(@ForAll long seed, @ForAll int epochBits) {
    long epoch = epochBits & 0x7FFFFFFFL;
    ImageSet images = allLevels(4);
    float[] batch =
        Observations.of(images, Binarisation.STOCHASTIC, seed).batch(new int[] {3, 1, 3}, epoch);
    float[] alone = new float[LEVELS + 1];
    Observations.of(images, Binarisation.STOCHASTIC, seed).copyRow(3, epoch, alone, 1);
    assertThat(Arrays.copyOfRange(alone, 1, LEVELS + 1))
        .isEqualTo(Arrays.copyOf(batch, LEVELS))
        .isEqualTo(Arrays.copyOfRange(batch, 2 * LEVELS, 3 * LEVELS));
    assertThat(Arrays.copyOfRange(batch, LEVELS, 2 * LEVELS))
        .isNotEqualTo(Arrays.copyOf(batch, LEVELS));
  }

  @Test
  void seedsAndEpochsDiffer() {
    ImageSet images = allLevels(1);
    int[] first = {0};
    float[] bits = Observations.of(images, Binarisation.STOCHASTIC, 1).batch(first, 0);
    assertThat(Observations.of(images, Binarisation.STOCHASTIC, 1).batch(first, 1))
        .isNotEqualTo(bits);
    assertThat(Observations.of(images, Binarisation.STOCHASTIC, 2).batch(first, 0))
        .isNotEqualTo(bits);
  }

  @Test
  void thresholdIsAtOneHalf() {
    float[] row = Observations.of(allLevels(1), Binarisation.THRESHOLD, 0).batch(new int[] {0}, 0);
    for (int level = 0; level < LEVELS; level++) {
      assertThat(row[level]).as("level %d", level).isEqualTo(level / 255.0 >= 0.5 ? 1f : 0f);
    }
  }

  @Test
  void noneKeepsGreyLevels() {
    float[] row = Observations.of(allLevels(1), Binarisation.NONE, 0).batch(new int[] {0}, 0);
    for (int level = 0; level < LEVELS; level++) {
      assertThat(row[level]).isEqualTo(level / 255f);
    }
    assertThat(row[255]).isEqualTo(1f);
  }

  /// Of 512,000 numbers u, the mean and the mean square are within 5 standard errors (probability
  /// 1e-6 together, over seeds; the seed is fixed), and neighbours, data and epochs are
  /// uncorrelated (5 standard errors of 1/12 / √N, another 2e-6).
  @Test
  void dequantisedLevelsAreFilledUniformly() {
    int rows = 2000;
    Observations observations = Observations.of(allLevels(rows), Binarisation.DEQUANTISED, 4);
    int[] all = IntStream.range(0, rows).toArray();
    float[] first = observations.batch(all, 0);
    float[] next = observations.batch(all, 1);
    int n = first.length;
    double[] u = new double[n];
    double[] later = new double[n];
    double mean = 0;
    double square = 0;
    for (int i = 0; i < n; i++) {
      u[i] = 256.0 * first[i] - i % LEVELS;
      later[i] = 256.0 * next[i] - i % LEVELS;
      assertThat(u[i]).isGreaterThan(0).isLessThan(1);
      mean += u[i] / n;
      square += u[i] * u[i] / n;
    }
    assertThat(mean).isCloseTo(0.5, Offset.offset(5 * Math.sqrt(1 / 12.0 / n)));
    assertThat(square).isCloseTo(1 / 3.0, Offset.offset(5 * Math.sqrt(4 / 45.0 / n)));
    assertThat(covariance(u, later, 0)).isCloseTo(0, Offset.offset(5 / 12.0 / Math.sqrt(n)));
    assertThat(covariance(u, u, 1)).isCloseTo(0, Offset.offset(5 / 12.0 / Math.sqrt(n)));
    assertThat(covariance(u, u, LEVELS)).isCloseTo(0, Offset.offset(5 / 12.0 / Math.sqrt(n)));
  }

  private static double covariance(double[] a, double[] b, int shift) {
    double sum = 0;
    for (int i = 0; i < a.length - shift; i++) {
      sum += (a[i] - 0.5) * (b[i + shift] - 0.5);
    }
    return sum / (a.length - shift);
  }

  @Test
  void dequantisedRowsDependOnSeedEpochAndDatumOnly() {
    ImageSet images = allLevels(4);
    float[] batch =
        Observations.of(images, Binarisation.DEQUANTISED, 9).batch(new int[] {3, 1, 3}, 7);
    float[] alone = new float[LEVELS];
    Observations.of(images, Binarisation.DEQUANTISED, 9).copyRow(3, 7, alone, 0);
    assertThat(alone)
        .isEqualTo(Arrays.copyOf(batch, LEVELS))
        .isEqualTo(Arrays.copyOfRange(batch, 2 * LEVELS, 3 * LEVELS))
        .isNotEqualTo(Arrays.copyOfRange(batch, LEVELS, 2 * LEVELS))
        .isNotEqualTo(Observations.of(images, Binarisation.DEQUANTISED, 8).batch(new int[] {3}, 7));
  }

  @Property(tries = 30)
  void blackAndWhiteStaysItself(@ForAll Binarisation binarisation, @ForAll long seed) {
    Assume.that(binarisation != Binarisation.DEQUANTISED);
    ImageSet images = new ImageSet(2, 1, 3, new byte[] {0, -1, -1, -1, 0, 0}, new byte[0]);
    float[] expected = {0, 1, 1, 1, 0, 0};
    int[] both = {0, 1};
    assertThat(Observations.of(images, binarisation, seed).batch(both, 4)).isEqualTo(expected);
    FrozenObservations frozen = Observations.frozen(images, binarisation, seed);
    assertThat(frozen.batch(both, 4)).isEqualTo(expected);
    assertThat(frozen.sha256()).isEqualTo(Idx.contentSha256(images));
  }

  @Test
  void frozenBitsDoNotChangeWithTheEpoch() {
    ImageSet images = allLevels(20);
    FrozenObservations frozen = Observations.frozen(images, Binarisation.STOCHASTIC, 3);
    int[] some = {0, 7, 19};
    float[] bits = frozen.batch(some, 0);
    assertThat(frozen.batch(some, 9)).isEqualTo(bits);
    assertThat(bits).containsOnly(0f, 1f);
    assertThat(Observations.of(images, Binarisation.STOCHASTIC, 3).batch(some, 0))
        .isNotEqualTo(bits);
    // A row is expected to hold 128 ones with a variance of sum p(1-p) = 42.5: five standard
    // deviations of the sum of three rows are 56.5.
    double ones = 0;
    for (float bit : bits) {
      ones += bit;
    }
    assertThat(ones).isBetween(3 * 128 - 56.5, 3 * 128 + 56.5);
  }

  /// Frozen bits take no room of their own: what is opened and drawn from is the images.
  @Test
  void noCopyOfTheImagesIsMade() {
    ImageSet images = new ImageSet(64, 1024, 1024, new byte[64 << 20], new byte[0]);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (Binarisation binarisation : Binarisation.values()) {
      long before = threads.getTotalThreadAllocatedBytes();
      FrozenObservations frozen = Observations.frozen(images, binarisation, 1);
      frozen.subset(new int[] {1, 2, 3}).sha256();
      Observations.of(images, binarisation, 1).batch(new int[] {5}, 2);
      assertThat(threads.getTotalThreadAllocatedBytes() - before).isLessThan(32 << 20);
    }
  }

  @Test
  void hashNamesTheBits() {
    ImageSet images = allLevels(20);
    FrozenObservations frozen = Observations.frozen(images, Binarisation.STOCHASTIC, 3);
    assertThat(frozen.sha256())
        .isEqualTo(Observations.frozen(images, Binarisation.STOCHASTIC, 3).sha256())
        .isNotEqualTo(Observations.frozen(images, Binarisation.STOCHASTIC, 4).sha256())
        .matches("[0-9a-f]{64}");
  }

  @Test
  void subsetKeepsItsBits() {
    FrozenObservations frozen = Observations.frozen(allLevels(20), Binarisation.STOCHASTIC, 3);
    FrozenObservations subset = frozen.subset(new int[] {12, 4});
    assertThat(subset.count()).isEqualTo(2);
    assertThat(subset.batch(new int[] {0, 1}, 0)).isEqualTo(frozen.batch(new int[] {12, 4}, 0));
    assertThat(subset.sha256()).isNotEqualTo(frozen.sha256());
    assertThat(subset.subset(new int[] {1}).batch(new int[] {0}, 0))
        .isEqualTo(frozen.batch(new int[] {4}, 0));
    assertThatThrownBy(() -> subset.subset(new int[] {2}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Image 2 does not exist");
    assertThatThrownBy(() -> subset.subset(new int[0])).isInstanceOf(DataException.class);
  }

  @Test
  void picturesHaveTheirSides() {
    ImageSet images = new ImageSet(1, 28, 20, new byte[560], new byte[0]);
    for (Binarisation binarisation : Binarisation.values()) {
      Observations observations = Observations.of(images, binarisation, 0);
      assertThat(observations.height()).isEqualTo(28);
      assertThat(observations.width()).isEqualTo(20);
      assertThat(observations.dimension()).isEqualTo(560);
      assertThat(observations.count()).isEqualTo(1);
    }
  }

  @Test
  void rowsStayAsGiven() {
    float[] rows = {1, 2, 3, 4, 5, 6};
    Observations observations = Observations.ofRows(rows, 2);
    rows[0] = 99;
    assertThat(observations.count()).isEqualTo(3);
    assertThat(observations.height()).isEqualTo(1);
    assertThat(observations.width()).isEqualTo(2);
    assertThat(observations.batch(new int[] {2, 0}, 8)).containsExactly(5, 6, 1, 2);
    assertThatThrownBy(() -> Observations.ofRows(new float[5], 2))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("5 values");
    assertThatThrownBy(() -> Observations.ofRows(new float[0], 2))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> Observations.ofRows(new float[2], 0))
        .isInstanceOf(DataException.class);
  }

  @Test
  void aSubsetHasTheValuesOfTheWhole() {
    Observations all = Observations.of(allLevels(9), Binarisation.STOCHASTIC, 3);
    int[] chosen = {7, 0, 4};
    Observations some = all.subset(chosen);
    assertThat(some.count()).isEqualTo(chosen.length);
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(some.batch(new int[] {2, 0, 1}, epoch))
          .isEqualTo(all.batch(new int[] {4, 7, 0}, epoch));
    }
    assertThatThrownBy(() -> all.subset(new int[] {9}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void someImagesOfASetHaveTheValuesThatTheyHaveInIt() {
    ImageSet all = allLevels(20);
    for (Binarisation binarisation : Binarisation.values()) {
      FrozenObservations some =
          Observations.frozen(all.subset(new int[] {7, 8, 9}), 7, binarisation, 3);
      assertThat(some.count()).isEqualTo(3);
      assertThat(some.batch(new int[] {2, 0}, 0))
          .as(binarisation.toString())
          .isEqualTo(Observations.frozen(all, binarisation, 3).batch(new int[] {9, 7}, 0));
    }
  }
}
