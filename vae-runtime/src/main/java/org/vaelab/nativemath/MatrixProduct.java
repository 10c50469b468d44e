package org.vaelab.nativemath;

import static org.vaelab.nativemath.Memory.ALL;
import static org.vaelab.nativemath.Memory.ORDER;
import static org.vaelab.nativemath.VectorMath.FLOATS;

import jdk.incubator.vector.FloatVector;

/// Matrix products for processors with 32 registers of 16 floats (AVX-512). Unlike OpenBLAS it
/// copies no operand into another order first where it can do without, which costs OpenBLAS up to
/// half of the time where batches are small; see `docs/performance.md` for the measurements behind
/// [#suits].
///
/// A tile of the result, 6 rows by 2 or 3 vectors, stays in registers while the loop runs over the
/// summed dimension. With more accumulators than 18 the compiler gives up on the method.
public final class MatrixProduct {
  private static final int LANES = FLOATS.length();
  private static final long BYTES = 4L * LANES;
  private static final boolean ENOUGH_REGISTERS = LANES == 16;

  /// Rows of a tile.
  public static final int ROWS = 6;

  /// The fewest columns of a tile.
  public static final int COLUMNS = 2 * LANES;

  private static final int VECTORS = 3;
  // Rows of A that stay in the L2 cache while the columns of B pass by.
  private static final int BLOCK = 16 * ROWS;
  // Longer columns of B do not stay in the L2 cache.
  private static final int LONGEST_SUM = 2048;

  // With fewer rows the transposition of B weighs too much.
  private static final int FEWEST_ROWS_TO_TRANSPOSE = 64;

  // The float that comes first in memory: processors with such vectors are little-endian.
  private static final long LOW = 0xFFFFFFFFL;

  private MatrixProduct() {}

  /// Whether a product is better done here than by OpenBLAS.
  public static boolean suits(boolean transposeA, boolean transposeB, int m, int n, int k) {
    return ENOUGH_REGISTERS
        && k <= LONGEST_SUM
        && !(transposeA && transposeB)
        && m >= (transposeB ? FEWEST_ROWS_TO_TRANSPOSE : ROWS)
        && n >= COLUMNS;
  }

  /// Floats of scratch that [#run] may need for what [#suits].
  public static long scratch(boolean transposeB, int n, int k) {
    return ENOUGH_REGISTERS && transposeB && k <= LONGEST_SUM ? (long) n * k : 0;
  }

  /// C = A·B, row-major, on the calling thread. Only what [#suits], or a strip of it of at least
  /// [#ROWS] and [#COLUMNS]. A number of C is the same to the bit in any strip.
  ///
  /// @param m rows of C
  /// @param n columns of C
  /// @param k summed dimension
  /// @param lda floats between A's rows as they are stored
  /// @param scratch address of as many floats as [#scratch] says
  public static void run(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long b,
      int ldb,
      long c,
      int ldc,
      long scratch) {
    if (transposeB) {
      transpose(n, k, b, 4L * ldb, scratch);
      run(transposeA, false, m, n, k, a, lda, scratch, n, c, ldc, 0);
    } else {
      long aRow = transposeA ? 4 : 4L * lda;
      long aStep = transposeA ? 4L * lda : 4;
      for (long row = 0; row < m; row += BLOCK) {
        // A last block of fewer rows than a tile takes some of those before it once more.
        int from = (int) Math.min(row, m - ROWS);
        int rows = Math.min(m - from, BLOCK);
        byTiles(
            rows, n, k, a + from * aRow, aRow, aStep, b, 4L * ldb, c + 4L * from * ldc, 4L * ldc);
      }
    }
  }

  private static void byTiles(
      int m, int n, int k, long a, long aRow, long aStep, long b, long bStep, long c, long cRow) {
    // A long, as its products with the number of panels do not fit an int for wide matrices.
    long vectors = (n + LANES - 1L) / LANES;
    int widest = Math.min(VECTORS, n / LANES);
    long panels = (vectors + widest - 1) / widest;
    for (long panel = 0; panel < panels; panel++) {
      long from = vectors * panel / panels;
      int width = (int) Math.max(2, vectors * (panel + 1) / panels - from);
      // The last panel takes some columns before it once more, so that its vectors are full.
      long column = 4 * Math.min(from * LANES, n - (long) width * LANES);
      for (int i = 0; i < m; i += ROWS) {
        int row = Math.min(i, m - ROWS);
        long x = a + row * aRow;
        long z = c + row * cRow + column;
        if (width == VECTORS) {
          tile3(k, x, aRow, aStep, b + column, bStep, z, cRow);
        } else {
          tile2(k, x, aRow, aStep, b + column, bStep, z, cRow);
        }
      }
    }
  }

  private static void tile3(
      int k, long a, long aRow, long aStep, long b, long bStep, long c, long cRow) {
    FloatVector c00 = FloatVector.zero(FLOATS);
    FloatVector c01 = FloatVector.zero(FLOATS);
    FloatVector c02 = FloatVector.zero(FLOATS);
    FloatVector c10 = FloatVector.zero(FLOATS);
    FloatVector c11 = FloatVector.zero(FLOATS);
    FloatVector c12 = FloatVector.zero(FLOATS);
    FloatVector c20 = FloatVector.zero(FLOATS);
    FloatVector c21 = FloatVector.zero(FLOATS);
    FloatVector c22 = FloatVector.zero(FLOATS);
    FloatVector c30 = FloatVector.zero(FLOATS);
    FloatVector c31 = FloatVector.zero(FLOATS);
    FloatVector c32 = FloatVector.zero(FLOATS);
    FloatVector c40 = FloatVector.zero(FLOATS);
    FloatVector c41 = FloatVector.zero(FLOATS);
    FloatVector c42 = FloatVector.zero(FLOATS);
    FloatVector c50 = FloatVector.zero(FLOATS);
    FloatVector c51 = FloatVector.zero(FLOATS);
    FloatVector c52 = FloatVector.zero(FLOATS);
    for (int i = 0; i < k; i++) {
      FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, ALL, b, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(FLOATS, ALL, b + BYTES, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(FLOATS, ALL, b + 2 * BYTES, ORDER);
      long x = a;
      FloatVector x0 = FloatVector.broadcast(FLOATS, Memory.get(x));
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      c02 = x0.fma(b2, c02);
      x += aRow;
      FloatVector x1 = FloatVector.broadcast(FLOATS, Memory.get(x));
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      c12 = x1.fma(b2, c12);
      x += aRow;
      FloatVector x2 = FloatVector.broadcast(FLOATS, Memory.get(x));
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      c22 = x2.fma(b2, c22);
      x += aRow;
      FloatVector x3 = FloatVector.broadcast(FLOATS, Memory.get(x));
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      c32 = x3.fma(b2, c32);
      x += aRow;
      FloatVector x4 = FloatVector.broadcast(FLOATS, Memory.get(x));
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      c42 = x4.fma(b2, c42);
      x += aRow;
      FloatVector x5 = FloatVector.broadcast(FLOATS, Memory.get(x));
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      c52 = x5.fma(b2, c52);
      a += aStep;
      b += bStep;
    }
    c00.intoMemorySegment(ALL, c, ORDER);
    c01.intoMemorySegment(ALL, c + BYTES, ORDER);
    c02.intoMemorySegment(ALL, c + 2 * BYTES, ORDER);
    c += cRow;
    c10.intoMemorySegment(ALL, c, ORDER);
    c11.intoMemorySegment(ALL, c + BYTES, ORDER);
    c12.intoMemorySegment(ALL, c + 2 * BYTES, ORDER);
    c += cRow;
    c20.intoMemorySegment(ALL, c, ORDER);
    c21.intoMemorySegment(ALL, c + BYTES, ORDER);
    c22.intoMemorySegment(ALL, c + 2 * BYTES, ORDER);
    c += cRow;
    c30.intoMemorySegment(ALL, c, ORDER);
    c31.intoMemorySegment(ALL, c + BYTES, ORDER);
    c32.intoMemorySegment(ALL, c + 2 * BYTES, ORDER);
    c += cRow;
    c40.intoMemorySegment(ALL, c, ORDER);
    c41.intoMemorySegment(ALL, c + BYTES, ORDER);
    c42.intoMemorySegment(ALL, c + 2 * BYTES, ORDER);
    c += cRow;
    c50.intoMemorySegment(ALL, c, ORDER);
    c51.intoMemorySegment(ALL, c + BYTES, ORDER);
    c52.intoMemorySegment(ALL, c + 2 * BYTES, ORDER);
  }

  private static void tile2(
      int k, long a, long aRow, long aStep, long b, long bStep, long c, long cRow) {
    FloatVector c00 = FloatVector.zero(FLOATS);
    FloatVector c01 = FloatVector.zero(FLOATS);
    FloatVector c10 = FloatVector.zero(FLOATS);
    FloatVector c11 = FloatVector.zero(FLOATS);
    FloatVector c20 = FloatVector.zero(FLOATS);
    FloatVector c21 = FloatVector.zero(FLOATS);
    FloatVector c30 = FloatVector.zero(FLOATS);
    FloatVector c31 = FloatVector.zero(FLOATS);
    FloatVector c40 = FloatVector.zero(FLOATS);
    FloatVector c41 = FloatVector.zero(FLOATS);
    FloatVector c50 = FloatVector.zero(FLOATS);
    FloatVector c51 = FloatVector.zero(FLOATS);
    for (int i = 0; i < k; i++) {
      FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, ALL, b, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(FLOATS, ALL, b + BYTES, ORDER);
      long x = a;
      FloatVector x0 = FloatVector.broadcast(FLOATS, Memory.get(x));
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      x += aRow;
      FloatVector x1 = FloatVector.broadcast(FLOATS, Memory.get(x));
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      x += aRow;
      FloatVector x2 = FloatVector.broadcast(FLOATS, Memory.get(x));
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      x += aRow;
      FloatVector x3 = FloatVector.broadcast(FLOATS, Memory.get(x));
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      x += aRow;
      FloatVector x4 = FloatVector.broadcast(FLOATS, Memory.get(x));
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      x += aRow;
      FloatVector x5 = FloatVector.broadcast(FLOATS, Memory.get(x));
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      a += aStep;
      b += bStep;
    }
    c00.intoMemorySegment(ALL, c, ORDER);
    c01.intoMemorySegment(ALL, c + BYTES, ORDER);
    c += cRow;
    c10.intoMemorySegment(ALL, c, ORDER);
    c11.intoMemorySegment(ALL, c + BYTES, ORDER);
    c += cRow;
    c20.intoMemorySegment(ALL, c, ORDER);
    c21.intoMemorySegment(ALL, c + BYTES, ORDER);
    c += cRow;
    c30.intoMemorySegment(ALL, c, ORDER);
    c31.intoMemorySegment(ALL, c + BYTES, ORDER);
    c += cRow;
    c40.intoMemorySegment(ALL, c, ORDER);
    c41.intoMemorySegment(ALL, c + BYTES, ORDER);
    c += cRow;
    c50.intoMemorySegment(ALL, c, ORDER);
    c51.intoMemorySegment(ALL, c + BYTES, ORDER);
  }

  /// Writes a matrix of `rows` by `columns` as `columns` by `rows`, eight rows at a time.
  private static void transpose(int rows, int columns, long from, long rowStride, long to) {
    int row = 0;
    int even = columns & -2;
    for (; row <= rows - 8; row += 8) {
      transposeEight(even, from + row * rowStride, rowStride, to + 4L * row, 4L * rows);
      if (even < columns) {
        transposeOne(row, row + 8, rows, even, from, rowStride, to);
      }
    }
    for (int column = 0; column < columns; column++) {
      transposeOne(row, rows, rows, column, from, rowStride, to);
    }
  }

  private static void transposeOne(
      int row, int end, int rows, int column, long from, long rowStride, long to) {
    for (int i = row; i < end; i++) {
      float value = Memory.get(from + i * rowStride + 4L * column);
      Memory.set(to + 4L * ((long) column * rows + i), value);
    }
  }

  /// Two columns at a time, as two floats fit a long: half as many stores, and no waiting where a
  /// load's address is that of a store but for a multiple of 4,096.
  private static void transposeEight(
      int columns, long from, long rowStride, long to, long columnStride) {
    for (int column = 0; column < columns; column += 2) {
      long x = from;
      long y = to;
      transposePair(x, rowStride, y, columnStride);
      x += 2 * rowStride;
      y += 8;
      transposePair(x, rowStride, y, columnStride);
      x += 2 * rowStride;
      y += 8;
      transposePair(x, rowStride, y, columnStride);
      x += 2 * rowStride;
      y += 8;
      transposePair(x, rowStride, y, columnStride);
      from += 8;
      to += 2 * columnStride;
    }
  }

  private static void transposePair(long from, long rowStride, long to, long columnStride) {
    long a = Memory.getLong(from);
    long b = Memory.getLong(from + rowStride);
    Memory.setLong(to, a & LOW | b << Integer.SIZE);
    Memory.setLong(to + columnStride, a >>> Integer.SIZE | b & ~LOW);
  }
}
