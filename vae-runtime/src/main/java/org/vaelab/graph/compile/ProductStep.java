package org.vaelab.graph.compile;

import java.util.Optional;
import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.MatrixProduct;
import org.vaelab.parallel.Workers;

/// A matrix product. Parts take strips of its larger side.
///
/// @param tiles whether by tiles of our own, whose results do not depend on the strips; strips of
///     BLAS are always the same
/// @param lda numbers from one stored row of A to the next
/// @param row what is added to each row of the result
record ProductStep(
    Element element,
    boolean tiles,
    boolean transposeA,
    boolean transposeB,
    int m,
    int n,
    int k,
    Place a,
    int lda,
    Place b,
    int ldb,
    Optional<Place> row,
    int slot)
    implements Step {
  /// Of A, that are worth a thread.
  static final int FEWEST_ROWS = 24;
  // BLAS copies the other operand for each strip: they are wide, where two threads have one each.
  private static final int STRIP_OF_BLAS = 192;

  static ProductStep of(
      Element element,
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      Place a,
      int lda,
      Place b,
      int ldb,
      int slot) {
    boolean tiles = !transposeB && element.hasTiles(m, n, k);
    return new ProductStep(
        element, tiles, transposeA, transposeB, m, n, k, a, lda, b, ldb, Optional.empty(), slot);
  }

  /// The same product, plus a row.
  ProductStep with(Place added) {
    return new ProductStep(
        element, tiles, transposeA, transposeB, m, n, k, a, lda, b, ldb, Optional.of(added), slot);
  }

  @Override
  public String name() {
    String a = "A[%d, %d]".formatted(transposeA ? k : m, transposeA ? m : k);
    String b = "B[%d, %d]".formatted(transposeB ? n : k, transposeB ? k : n);
    return "product %s%s %s%s%s, %s"
        .formatted(
            a,
            transposeA ? "'" : "",
            b,
            transposeB ? "'" : "",
            row.isPresent() ? " + row" : "",
            tiles ? "tiles" : "BLAS");
  }

  @Override
  public double operations() {
    return 2.0 * m * n * k;
  }

  @Override
  public long work() {
    // Eight at a time, as the element-wise steps count vectors as well. A double does not overflow.
    return (long) (operations() / 8);
  }

  @Override
  public Workers.Job on(long[] addresses, long scratch, long sums) {
    return (part, parts) -> run(addresses, part, parts);
  }

  private void run(long[] addresses, int part, int parts) {
    boolean byRows = isByRows(parts);
    if (tiles) {
      // A strip of columns has a tile's, and they are whole cache lines.
      int fewest = Math.max(MatrixProduct.standard().columns(), Pieces.LINE);
      int most = byRows ? m / FEWEST_ROWS : n / fewest;
      int strips = Math.clamp(most, 1, parts);
      if (part < strips) {
        strip(addresses, byRows, part, part + 1, strips);
      }
      return;
    }
    int strips =
        Pieces.of(work(), Math.max(2, Integer.highestOneBit((byRows ? m : n) / STRIP_OF_BLAS)));
    int end = Pieces.first(strips, part + 1, parts);
    for (int strip = Pieces.first(strips, part, parts); strip < end; strip++) {
      strip(addresses, byRows, strip, strip + 1, strips);
    }
  }

  /// Whether parts take rows: also where columns are more, but each part can have some rows of A.
  /// The loops before and after have cut them likewise, and what another processor wrote is slow to
  /// read.
  boolean isByRows(int parts) {
    return m >= n || tiles && !transposeA && m >= FEWEST_ROWS * parts;
  }

  private void strip(long[] addresses, boolean byRows, int strip, int next, int strips) {
    if (byRows) {
      rows(addresses, rowBound(strip, strips), rowBound(next, strips));
    } else {
      columns(addresses, Pieces.firstColumn(n, strip, strips), Pieces.firstColumn(n, next, strips));
    }
  }

  private int rowBound(int strip, int strips) {
    return (int) ((long) m * strip / strips);
  }

  /// Computes some rows of C.
  void rows(long[] addresses, int from, int to) {
    long row = element.bytes() * (transposeA ? 1L : lda);
    multiply(
        to - from,
        n,
        a.address(addresses, element) + row * from,
        b.address(addresses, element),
        rowAddress(addresses, 0),
        addresses[slot] + (long) element.bytes() * n * from);
  }

  private void columns(long[] addresses, int from, int to) {
    long column = element.bytes() * (transposeB ? (long) ldb : 1);
    multiply(
        m,
        to - from,
        a.address(addresses, element),
        b.address(addresses, element) + column * from,
        rowAddress(addresses, from),
        addresses[slot] + (long) element.bytes() * from);
  }

  /// 0 if there is no row.
  private long rowAddress(long[] addresses, int column) {
    return row.isPresent()
        ? row.get().address(addresses, element) + (long) element.bytes() * column
        : 0;
  }

  private void multiply(int rows, int columns, long x, long y, long added, long z) {
    element.product(tiles, transposeA, transposeB, rows, columns, k, x, lda, y, ldb, added, z, n);
  }
}
