package org.vaelab.graph.compile;

import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.Transposition;
import org.vaelab.parallel.Workers;

/// Copies a matrix of floats into its transpose. Each part makes some rows of that.
///
/// @param rows of the matrix
/// @param columns of the matrix
/// @param stride numbers from one row of the matrix to the next
record TransposeStep(Element element, int rows, int columns, Place matrix, int stride, int slot)
    implements Step {
  @Override
  public String name() {
    return "transpose [%d, %d]".formatted(rows, columns);
  }

  @Override
  public long work() {
    return 4L * rows * columns;
  }

  @Override
  public Workers.Job on(long[] addresses, long scratch, long sums) {
    return (part, parts) -> run(addresses, part, parts);
  }

  private void run(long[] addresses, int part, int parts) {
    int from = Pieces.firstColumn(columns, part, parts);
    int to = Pieces.firstColumn(columns, part + 1, parts);
    long bytes = element.bytes();
    Transposition.run(
        rows,
        to - from,
        matrix.address(addresses, element) + bytes * from,
        bytes * stride,
        addresses[slot] + bytes * rows * from,
        bytes * rows);
  }
}
