package org.vaelab.nativemath;

import java.lang.foreign.Arena;

/// Matrix products by tiles of registers. Unlike OpenBLAS they copy no operand into another order
/// first where they can do without, which costs OpenBLAS up to half of the time where batches are
/// small; see `docs/performance.md` for the measurements behind [#suits].
public final class MatrixProduct {
  private static final MatrixProduct STANDARD = new MatrixProduct(standardTiles());

  /// The fewest rows.
  public static final int ROWS = 6;

  /// A multiple of the rows of every tile: of so many rows none is computed twice.
  public static final int UNIT = 12;

  private static final int VECTORS = 3;
  // About as many rows of A stay in the L2 cache while the columns of B pass by.
  private static final int BLOCK = 8 * UNIT;
  // Longer columns of B do not stay in the L2 cache.
  private static final int LONGEST_SUM = 2048;
  // Vectors of 4 floats on another processor may be those of one without fused multiply-add.
  private static final boolean FUSED =
      VectorMath.FLOATS.length() > 4 || System.getProperty("os.arch").equals("aarch64");

  // What is added where there is no row; kept for good.
  private static final long ZEROS = zeros(VECTORS * 16);

  private final Tiles tiles;
  private final Tiles lower;

  MatrixProduct(Tiles tiles) {
    this.tiles = tiles;
    lower = tiles.lower();
  }

  private static Tiles standardTiles() {
    return VectorMath.FLOATS.length() == 16 ? new WideTiles() : new NarrowTiles();
  }

  private static long zeros(int floats) {
    return Arena.global().allocate(4L * floats, 64).address();
  }

  /// The products for this processor.
  public static MatrixProduct standard() {
    return STANDARD;
  }

  /// The fewest columns.
  public int columns() {
    return 2 * tiles.lanes();
  }

  /// Whether a product is better done here than by OpenBLAS.
  public boolean suits(boolean transposeA, boolean transposeB, int m, int n, int k) {
    return FUSED && k <= LONGEST_SUM && !(transposeA && transposeB) && m >= ROWS && n >= columns();
  }

  /// Floats of scratch that [#run] may need for what [#suits].
  public static long scratch(boolean transposeB, int n, int k) {
    return transposeB && k <= LONGEST_SUM ? (long) n * k : 0;
  }

  /// C = A·B, row-major, on the calling thread, plus a row if there is one. Only what [#suits], or
  /// a strip of it of at least [#ROWS] and [#columns]. A number of C is the same to the bit in any
  /// strip.
  ///
  /// @param m rows of C
  /// @param n columns of C
  /// @param k summed dimension
  /// @param lda floats between A's rows as they are stored
  /// @param row address of n floats to add to each row of C, only where B is not transposed; 0 for
  ///     none
  /// @param scratch address of as many floats as [#scratch] says
  public void run(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long b,
      int ldb,
      long row,
      long c,
      int ldc,
      long scratch) {
    if (m < ROWS || n < columns()) {
      throw new IllegalArgumentException(
          "Tiles have no strip of %d rows and %d columns."
              .formatted(m, n)); // They would write beside it.
    }
    if (transposeB && row != 0) {
      throw new IllegalArgumentException("A row is added to A·B and Aᵀ·B alone.");
    }
    if (!transposeB) {
      long aRow = transposeA ? 4 : 4L * lda;
      long aStep = transposeA ? 4L * lda : 4;
      byBlocks(m, n, k, row, a, aRow, aStep, b, 4L * ldb, c, 4L * ldc);
      return;
    }
    int lanes = tiles.lanes();
    int padded = Math.max(columns(), (m + lanes - 1) / lanes * lanes);
    if ((long) padded * (n + k) < (long) n * k) {
      swapped(padded, m, n, k, a, 4L * lda, b, 4L * ldb, c, 4L * ldc, scratch);
    } else {
      Transposition.run(n, k, b, 4L * ldb, scratch, 4L * n);
      byBlocks(m, n, k, 0, a, 4L * lda, 4, scratch, 4L * n, c, 4L * ldc);
    }
  }

  /// Cᵀ = B·Aᵀ, in which A is copied and not B: what is less to copy where rows are few.
  private void swapped(
      int padded,
      int m,
      int n,
      int k,
      long a,
      long aStride,
      long b,
      long bStride,
      long c,
      long cStride,
      long scratch) {
    long stride = 4L * padded;
    for (int column = m & -Transposition.LANES; column < padded; column += Transposition.LANES) {
      Transposition.clear(k, scratch + 4L * column, stride);
    }
    Transposition.run(m, k, a, aStride, scratch, stride);
    long transpose = scratch + k * stride;
    byBlocks(n, padded, k, 0, b, bStride, 4, scratch, stride, transpose, stride);
    Transposition.run(n, m, transpose, stride, c, cStride);
  }

  private void byBlocks(
      int m,
      int n,
      int k,
      long added,
      long a,
      long aRow,
      long aStep,
      long b,
      long bStep,
      long c,
      long cRow) {
    int blocks = Math.max(1, (m + BLOCK / 2) / BLOCK);
    for (int block = 0; block < blocks; block++) {
      int from = bound(m, block, blocks);
      int rows = bound(m, block + 1, blocks) - from;
      byTiles(rows, n, k, added, a + from * aRow, aRow, aStep, b, bStep, c + from * cRow, cRow);
    }
  }

  private static int bound(int m, int block, int blocks) {
    return block == blocks ? m : (int) ((long) m * block / blocks / UNIT * UNIT);
  }

  private void byTiles(
      int m,
      int n,
      int k,
      long added,
      long a,
      long aRow,
      long aStep,
      long b,
      long bStep,
      long c,
      long cRow) {
    int lanes = tiles.lanes();
    // A long, as its products with the number of panels do not fit an int for wide matrices.
    long vectors = (n + lanes - 1L) / lanes;
    int widest = Math.min(VECTORS, n / lanes);
    long panels = (vectors + widest - 1) / widest;
    for (long panel = 0; panel < panels; panel++) {
      long from = vectors * panel / panels;
      int width = (int) Math.max(2, vectors * (panel + 1) / panels - from);
      // The last panel takes some columns before it once more, so that its vectors are full.
      long column = 4 * Math.min(from * lanes, n - (long) width * lanes);
      long own = added == 0 ? ZEROS : added + column;
      int height = tiles.rows(width);
      int count = (m + height - 1) / height;
      int missing = count * height - m;
      int low = lower != tiles && missing <= count ? missing : 0;
      int high = count - low;
      // Two loops, so that the compiler knows which tiles each of them calls.
      for (int i = 0; i < high; i++) {
        // The last tile takes some rows before it once more, where lower ones are no help.
        int row = Math.min(i * height, m - height);
        long x = a + row * aRow;
        long z = c + row * cRow + column;
        if (width == VECTORS) {
          tiles.threeVectors(k, own, x, aRow, aStep, b + column, bStep, z, cRow);
        } else {
          tiles.twoVectors(k, own, x, aRow, aStep, b + column, bStep, z, cRow);
        }
      }
      for (int i = 0; i < low; i++) {
        int row = high * height + i * (height - 1);
        long x = a + row * aRow;
        long z = c + row * cRow + column;
        if (width == VECTORS) {
          lower.threeVectors(k, own, x, aRow, aStep, b + column, bStep, z, cRow);
        } else {
          lower.twoVectors(k, own, x, aRow, aStep, b + column, bStep, z, cRow);
        }
      }
    }
  }
}
