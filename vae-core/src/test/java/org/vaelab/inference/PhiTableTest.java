package org.vaelab.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.OpenArrays;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Tables against plain arrays of the same numbers.
class PhiTableTest {
  private static final int[] IDS = {0, 1, 2, 3};
  private static final NoiseSource<Purpose.LocalOptimisation> NOISE =
      NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION);

  private static final PosteriorFamily FAMILY = new DiagonalGaussianFamily();
  private static final int LATENT = 3;
  private static final int WIDTH = 2 * LATENT;

  private static float[] random(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] rows = new float[count * WIDTH];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian();
    }
    return rows;
  }

  private static PhiTable table(float[] rows) {
    return PhiTable.of(FAMILY, LATENT, rows);
  }

  @Property(tries = 50)
  void holdsTheRowsThatItWasGiven(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int count) {
    float[] rows = random(seed, count);
    try (PhiTable table = table(rows)) {
      float[] before = rows.clone();
      rows[0]++;
      assertThat(table.count()).isEqualTo(count);
      assertThat(table.width()).isEqualTo(WIDTH);
      assertThat(table.rows()).containsExactly(before);
      for (int i = 0; i < count; i++) {
        assertThat(table.row(i))
            .containsExactly(Arrays.copyOfRange(before, i * WIDTH, (i + 1) * WIDTH));
      }
      table.rows()[0]++;
      table.row(0)[0]++;
      assertThat(table.rows()).as("copies are copies").containsExactly(before);
    }
  }

  @Property(tries = 50)
  void aCopyIsPutBackWhereItWasTaken(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int count) {
    SplittableRandom random = new SplittableRandom(seed);
    int from = random.nextInt(count);
    int to = from + 1 + random.nextInt(count - from);
    float[] rows = random(seed, count);
    float[] other = random(seed + 1, count);
    try (PhiTable table = table(rows);
        PhiTable target = table(other);
        PhiTable copy = table.copy(from, to)) {
      assertThat(copy.rows()).containsExactly(Arrays.copyOfRange(rows, from * WIDTH, to * WIDTH));
      assertThat(copy.family()).isEqualTo(FAMILY);
      target.put(from, copy);
      float[] expected = other.clone();
      System.arraycopy(rows, from * WIDTH, expected, from * WIDTH, (to - from) * WIDTH);
      assertThat(target.rows()).containsExactly(expected);
      copy.assign(0, new float[WIDTH]);
      assertThat(table.rows()).as("the source of a copy that changed").containsExactly(rows);
    }
  }

  @Property(tries = 50)
  void whatIsGatheredIsScatteredToTheSameRows(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int count) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] ids = IntStream.range(0, count).filter(i -> random.nextBoolean()).toArray();
    for (int i = ids.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = ids[i];
      ids[i] = ids[j];
      ids[j] = swapped;
    }
    if (ids.length == 0) {
      ids = new int[] {count - 1};
    }
    float[] rows = random(seed, count);
    float[] other = random(seed + 1, count);
    try (PhiTable table = table(rows);
        PhiTable target = table(other);
        PhiTable batch = PhiTable.zeros(FAMILY, LATENT, ids.length)) {
      batch.gather(table, ids);
      for (int i = 0; i < ids.length; i++) {
        assertThat(batch.row(i)).containsExactly(table.row(ids[i]));
      }
      batch.scatter(target, ids);
      float[] expected = other.clone();
      for (int id : ids) {
        System.arraycopy(rows, id * WIDTH, expected, id * WIDTH, WIDTH);
      }
      assertThat(target.rows()).containsExactly(expected);
      assertThat(table.rows()).containsExactly(rows);
    }
  }

  @Property(tries = 50)
  void oneRowOrAllAreOverwritten(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int count) {
    int row = new SplittableRandom(seed).nextInt(count);
    float[] rows = random(seed, count);
    float[] other = random(seed + 1, count);
    try (PhiTable table = table(rows);
        INDArray array = HostArrays.create(DataType.FLOAT, other, count, WIDTH)) {
      float[] one = Arrays.copyOf(random(seed + 2, 1), WIDTH);
      table.assign(row, one);
      float[] expected = rows.clone();
      System.arraycopy(one, 0, expected, row * WIDTH, WIDTH);
      assertThat(table.rows()).containsExactly(expected);
      table.assign(array);
      assertThat(table.rows()).containsExactly(other);
    }
  }

  /// Rows of either family, the wider one too.
  @Test
  void startsAndIsResetToTheInitialRow() {
    for (PosteriorFamily family : new PosteriorFamily[] {FAMILY, new FullCovarianceFamily()}) {
      float[] initial = family.initialRow(LATENT, NOISE.at(0));
      try (PhiTable table = PhiTable.initial(family, LATENT, IDS, NOISE)) {
        float[] start = table.rows();
        for (int i = 0; i < 4; i++) {
          assertThat(table.row(i)).containsExactly(initial);
          float[] other = new float[initial.length];
          Arrays.fill(other, i + 1);
          table.assign(i, other);
        }
        assertThat(table.rows()).isNotEqualTo(start);
        table.reset(IDS, NOISE);
        assertThat(table.rows()).containsExactly(start);
      }
    }
  }

  @Test
  void momentsAreZeroAtFirstAndAreNotCopied() {
    try (PhiTable table = table(random(1, 5))) {
      assertThat(HostArrays.floats(table.moments().first())).hasSize(5 * WIDTH).containsOnly(0);
      assertThat(HostArrays.floats(table.moments().second())).hasSize(5 * WIDTH).containsOnly(0);
      HostArrays.fill(table.moments().first(), random(2, 5));
      HostArrays.fill(table.moments().second(), random(3, 5));
      assertThat(HostArrays.floats(table.moments().first())).containsExactly(random(2, 5));
      try (PhiTable copy = table.copy(0, 5)) {
        assertThat(HostArrays.floats(copy.moments().first())).containsOnly(0);
      }
      table.moments().clear();
      assertThat(HostArrays.floats(table.moments().first())).containsOnly(0);
      assertThat(HostArrays.floats(table.moments().second())).containsOnly(0);
    }
  }

  @Test
  void momentsTravelWithTheirRowsWhereTheyAreKept() {
    PhiTable.Kept kept = new PhiTable.Kept(random(2, 4), random(3, 4), new int[] {5, 6, 7, 8});
    try (PhiTable table = table(random(1, 4)).keeping(kept);
        PhiTable without = table(random(1, 4));
        PhiTable batch = PhiTable.zeros(FAMILY, LATENT, 2)) {
      batch.gather(table, new int[] {3, 1});
      assertThat(batch.moments().steps()).containsExactly(8, 6);
      assertThat(Arrays.copyOfRange(HostArrays.floats(batch.moments().first()), 0, WIDTH))
          .containsExactly(Arrays.copyOfRange(kept.first(), 3 * WIDTH, 4 * WIDTH));
      assertThat(Arrays.copyOfRange(HostArrays.floats(batch.moments().second()), WIDTH, 2 * WIDTH))
          .containsExactly(Arrays.copyOfRange(kept.second(), WIDTH, 2 * WIDTH));
      batch.scatter(table, new int[] {0, 2});
      batch.scatter(without, new int[] {0, 2});
      PhiTable.Kept after = table.kept().orElseThrow();
      assertThat(after.steps()).containsExactly(8, 6, 6, 8);
      for (int[] move : new int[][] {{0, 3}, {1, 1}, {2, 1}, {3, 3}}) {
        int to = move[0] * WIDTH;
        int from = move[1] * WIDTH;
        assertThat(Arrays.copyOfRange(after.first(), to, to + WIDTH))
            .containsExactly(Arrays.copyOfRange(kept.first(), from, from + WIDTH));
        assertThat(Arrays.copyOfRange(after.second(), to, to + WIDTH))
            .containsExactly(Arrays.copyOfRange(kept.second(), from, from + WIDTH));
      }
      assertThat(without.kept()).isEmpty();
      assertThatThrownBy(() -> batch.keeping(kept))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("24, 24 and 4 numbers are no moments and steps of 2 rows of 6.");
    }
  }

  @Test
  void closingFreesAllItsMemory() {
    int count = 100;
    long before = OpenArrays.bytesInReach();
    PhiTable table = PhiTable.zeros(FAMILY, LATENT, count);
    table.moments();
    PhiTable copy = table.copy(0, count);
    long bytes = 4L * count * WIDTH;
    assertThat(OpenArrays.bytes() - before).as("bytes held").isEqualTo(4 * bytes);
    table.close();
    copy.close();
    assertThat(OpenArrays.bytes() - before).as("bytes held when closed").isZero();
  }

  @Test
  void whatIsNoRowsIsRefused() {
    assertThatThrownBy(() -> table(new float[WIDTH + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "7 numbers are no rows of 6, which a diagonal Gaussian over 3 latent dimensions has.");
    assertThatThrownBy(() -> table(new float[0])).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void asManyRowsAsPoints() {
    Points points = Points.all(Observations.ofRows(new float[3], 1));
    try (PhiTable two = PhiTable.zeros(FAMILY, LATENT, 2)) {
      assertThatThrownBy(() -> new LocalPosteriors(points, two))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("3 data points need as many rows of parameters of q, not 2.");
    }
    assertThatThrownBy(() -> LocalPosteriors.of(points, FAMILY, LATENT, new float[4 * WIDTH]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCopyOfSomeQHasTheirPoints() {
    Points points = Points.all(Observations.ofRows(new float[] {5, 6, 7}, 1));
    float[] rows = random(1, 3);
    try (LocalPosteriors all = LocalPosteriors.of(points, FAMILY, LATENT, rows);
        LocalPosteriors some = all.copy(1, 3)) {
      assertThat(some.points().ids()).containsExactly(1, 2);
      assertThat(some.points().x()).containsExactly(6, 7);
      assertThat(some.phi().rows()).containsExactly(Arrays.copyOfRange(rows, WIDTH, 3 * WIDTH));
    }
  }
}
