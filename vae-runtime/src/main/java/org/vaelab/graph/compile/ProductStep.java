package org.vaelab.graph.compile;

import org.vaelab.nativemath.Blas;
import org.vaelab.nativemath.MatrixProduct;

/// A matrix product, by own loops or by BLAS. Parts take strips of its larger side.
record ProductStep(
    boolean transposeA, boolean transposeB, int m, int n, int k, Operand a, Operand b, int slot)
    implements Step {
  private static final int STRIP = 16;

  /// @param rowStride floats from one stored row to the next
  record Operand(int slot, long offset, int rowStride) {}

  @Override
  public long work() {
    // Eight at a time, as the element-wise steps count vectors as well. A double does not overflow.
    return (long) (2.0 * m * n * k / 8);
  }

  @Override
  public long scratch() {
    return MatrixProduct.scratch(transposeB, n, k);
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
    long x = addresses[a.slot] + 4 * a.offset;
    long y = addresses[b.slot] + 4 * b.offset;
    long z = addresses[slot];
    if (byRows) {
      x += 4L * from * (transposeA ? 1 : a.rowStride);
      z += 4L * from * n;
    } else {
      y += 4L * from * (transposeB ? b.rowStride : 1);
      z += 4L * from;
    }
    int rows = byRows ? size : m;
    int columns = byRows ? n : size;
    if (MatrixProduct.suits(transposeA, transposeB, rows, columns, k)) {
      MatrixProduct.run(
          transposeA, transposeB, rows, columns, k, x, a.rowStride, y, b.rowStride, z, n, scratch);
    } else {
      Blas.product(transposeA, transposeB, rows, columns, k, x, a.rowStride, y, b.rowStride, z, n);
    }
  }

  private static int bound(int length, int part, int parts) {
    if (part == parts) {
      return length;
    }
    long strips = (length + STRIP - 1L) / STRIP;
    return (int) Math.min(length, strips * part / parts * STRIP);
  }
}
