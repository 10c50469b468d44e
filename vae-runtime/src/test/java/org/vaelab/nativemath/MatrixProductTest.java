package org.vaelab.nativemath;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Products against sums in double precision, with strides larger than the rows, and nothing
/// written beside the result.
class MatrixProductTest {
  private static final float UNTOUCHED = -77;
  private static final int GAP = 3;

  /// The tiles for this processor, and those for vectors of 8 floats at most: maybe the same.
  private static List<MatrixProduct> both() {
    return List.of(MatrixProduct.standard(), new MatrixProduct(new NarrowTiles()));
  }

  @BeforeAll
  static void loadsTheVectorModule() {
    assertThat(VectorModule.available()).isTrue();
  }

  @ParameterizedTest(name = "A{0}: {1} x {2}, sum of {3}")
  @CsvSource({
    "N, 6, 32, 1",
    "N, 13, 50, 17",
    "N, 7, 32, 5",
    "N, 12, 40, 9",
    "N, 12, 47, 9",
    "N, 12, 48, 9",
    "N, 12, 65, 9",
    "N, 100, 200, 784",
    "N, 97, 49, 33",
    "N, 103, 96, 50",
    "N, 20, 100, 200",
    "N, 50, 50, 17",
    "N, 21, 100, 5",
    "N, 145, 100, 9",
    "T, 25, 65, 9",
    "T, 6, 33, 1",
    "T, 11, 64, 20",
    "T, 200, 392, 100",
    "T, 98, 81, 7",
    // Where products of the numbers of vectors and panels no longer fit an int.
    "N, 6, 1284240, 2",
    "N, 7, 1285956, 1",
    "N, 6, 3000017, 1",
    "T, 6, 1285956, 2"
  })
  void equalsTheSum(String first, int m, int n, int k) {
    for (MatrixProduct product : both()) {
      equalsTheSum(product, first.equals("T"), m, n, k, false);
      equalsTheSum(product, first.equals("T"), m, n, k, true);
    }
  }

  private static void equalsTheSum(
      MatrixProduct product, boolean transposeA, int m, int n, int k, boolean hasRow) {
    int lda = (transposeA ? m : k) + GAP;
    int ldb = n + GAP;
    int ldc = n + GAP;
    try (Arena arena = Arena.ofConfined()) {
      SplittableRandom random = new SplittableRandom(m + 1000L * n + k);
      float[] a = noise(random, (transposeA ? k : m) * lda);
      float[] b = noise(random, k * ldb);
      float[] row = noise(random, n);
      float[] blank = new float[m * ldc];
      java.util.Arrays.fill(blank, UNTOUCHED);
      MemorySegment x = arena.allocateFrom(ValueLayout.JAVA_FLOAT, a);
      MemorySegment y = arena.allocateFrom(ValueLayout.JAVA_FLOAT, b);
      MemorySegment z = arena.allocateFrom(ValueLayout.JAVA_FLOAT, blank);
      product.run(
          transposeA,
          m,
          n,
          k,
          x.address(),
          lda,
          y.address(),
          ldb,
          hasRow ? arena.allocateFrom(ValueLayout.JAVA_FLOAT, row).address() : 0,
          z.address(),
          ldc);
      float[] c = z.toArray(ValueLayout.JAVA_FLOAT);
      for (int i = 0; i < m; i++) {
        for (int j = n; j < ldc; j++) {
          requireEqual(UNTOUCHED, c[i * ldc + j], 0, i, j);
        }
        for (int j = 0; j < n; j++) {
          double sum = hasRow ? row[j] : 0;
          double size = Math.abs(sum);
          for (int l = 0; l < k; l++) {
            double left = a[transposeA ? l * lda + i : i * lda + l];
            double right = b[l * ldb + j];
            sum += left * right;
            size += Math.abs(left * right);
          }
          // Rounding of a sum of k terms, with room to spare.
          requireEqual(sum, c[i * ldc + j], size * Math.ulp(1f) * Math.sqrt(k) + 1e-30, i, j);
        }
      }
    }
  }

  // An assertion for each of millions of entries would take minutes.
  private static void requireEqual(double expected, float actual, double error, int i, int j) {
    if (!(Math.abs(actual - expected) <= error)) {
      assertThat((double) actual).as("at %d, %d", i, j).isEqualTo(expected);
    }
  }

  private static float[] noise(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  @Property(tries = 60)
  void aNumberIsTheSameInAnyStrip(
      @ForAll @IntRange(min = 6, max = 130) int m,
      @ForAll @IntRange(min = 32, max = 230) int n,
      @ForAll @IntRange(min = 1, max = 300) int k,
      @ForAll boolean transposeA,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int rows = random.nextInt(MatrixProduct.ROWS, m + 1);
    int columns = random.nextInt(32, n + 1);
    int row = random.nextInt(m - rows + 1);
    int column = random.nextInt(n - columns + 1);
    int lda = transposeA ? m : k;
    try (Arena arena = Arena.ofConfined()) {
      long a = arena.allocateFrom(ValueLayout.JAVA_FLOAT, noise(random, m * k)).address();
      long b = arena.allocateFrom(ValueLayout.JAVA_FLOAT, noise(random, k * n)).address();
      MemorySegment whole = arena.allocate(ValueLayout.JAVA_FLOAT, (long) m * n);
      MemorySegment strip = arena.allocate(ValueLayout.JAVA_FLOAT, (long) rows * columns);
      for (MatrixProduct product : both()) {
        product.run(transposeA, m, n, k, a, lda, b, n, 0, whole.address(), n);
        product.run(
            transposeA,
            rows,
            columns,
            k,
            a + 4L * row * (transposeA ? 1 : lda),
            lda,
            b + 4L * column,
            n,
            0,
            strip.address(),
            columns);
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < columns; j++) {
            float expected =
                whole.getAtIndex(ValueLayout.JAVA_FLOAT, (long) (row + i) * n + column + j);
            requireEqual(
                expected,
                strip.getAtIndex(ValueLayout.JAVA_FLOAT, (long) i * columns + j),
                0,
                i,
                j);
          }
        }
      }
    }
  }

  @Test
  void shapesThatTheTilesDoNotFitAreLeftToBlas() {
    for (MatrixProduct product : both()) {
      int columns = product.columns();
      assertThat(product.suits(6, columns, 100)).isTrue();
      assertThat(product.suits(5, 100, 100)).isFalse();
      assertThat(product.suits(100, columns - 1, 100)).isFalse();
      assertThat(product.suits(100, 100, 5000)).isFalse();
    }
  }
}
