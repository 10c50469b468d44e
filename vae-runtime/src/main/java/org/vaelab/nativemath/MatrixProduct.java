package org.vaelab.nativemath;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;

/// Matrix products by tiles of registers. Unlike OpenBLAS they copy no operand into another order
/// first, which costs OpenBLAS up to half of the time where batches are small; see
/// `docs/performance.md` for the measurements behind [#suits].
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
  // Without fused multiply-add, a tile would call a method for each number.
  private static final boolean FUSED = hasFusedMultiplyAdd();

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

  private static boolean hasFusedMultiplyAdd() {
    return ManagementFactory.getPlatformMXBeans(HotSpotDiagnosticMXBean.class).stream()
        .anyMatch(machine -> Boolean.parseBoolean(machine.getVMOption("UseFMA").getValue()));
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

  /// Whether a product A·B or Aᵀ·B is better done here than by OpenBLAS.
  public boolean suits(long m, long n, long k) {
    return FUSED && k <= LONGEST_SUM && m >= ROWS && n >= columns();
  }

  /// C = A·B, row-major, on the calling thread, plus a row if there is one. Only what [#suits], or
  /// a strip of it of at least [#ROWS] and [#columns]. A number of C is the same to the bit in any
  /// strip.
  ///
  /// @param transposeA whether A is stored as its transpose
  /// @param m rows of C
  /// @param n columns of C
  /// @param k summed dimension
  /// @param lda floats between A's rows as they are stored
  /// @param row address of n floats to add to each row of C; 0 for none
  public void run(
      boolean transposeA,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long b,
      int ldb,
      long row,
      long c,
      int ldc) {
    if (m < ROWS || n < columns()) {
      throw new IllegalArgumentException(
          "Tiles have no strip of %d rows and %d columns."
              .formatted(m, n)); // They would write beside it.
    }
    long aRow = transposeA ? 4 : 4L * lda;
    long aStep = transposeA ? 4L * lda : 4;
    byBlocks(m, n, k, row, a, aRow, aStep, b, 4L * ldb, c, 4L * ldc);
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
