package org.vaelab.graph.compile;

import org.vaelab.nativemath.Element;

/// A matrix product. Parts take strips of its larger side.
///
/// @param lda numbers from one stored row of A to the next
record ProductStep(
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
    int slot)
    implements Step {
  private static final int STRIP = 16;

  @Override
  public long work() {
    // Eight at a time, as the element-wise steps count vectors as well. A double does not overflow.
    return (long) (2.0 * m * n * k / 8);
  }

  @Override
  public long scratch() {
    return element.productScratch(transposeB, n, k);
  }

  @Override
  public void run(long[] addresses, long scratch, int part, int parts) {
    boolean byRows = m >= n;
    int length = byRows ? m : n;
    int from = bound(length, part, parts);
    int size = bound(length, part + 1, parts) - from;
    if (size == 0) {
      return;
    }
    long x = a.address(addresses, element);
    long y = b.address(addresses, element);
    long z = addresses[slot];
    long shift = (long) element.bytes() * from;
    if (byRows) {
      x += shift * (transposeA ? 1 : lda);
      z += shift * n;
    } else {
      y += shift * (transposeB ? ldb : 1);
      z += shift;
    }
    int rows = byRows ? size : m;
    int columns = byRows ? n : size;
    element.product(transposeA, transposeB, rows, columns, k, x, lda, y, ldb, z, n, scratch);
  }

  private static int bound(int length, int part, int parts) {
    if (part == parts) {
      return length;
    }
    long strips = (length + STRIP - 1L) / STRIP;
    return (int) Math.min(length, strips * part / parts * STRIP);
  }
}
