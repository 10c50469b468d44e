package org.vaelab.data;

import java.io.Serializable;

/// Plain rows of numbers.
///
/// @param first index of the first row: those before it are elsewhere
/// @param rows row-major, of D values each
/// @param dimension D
record RowObservations(int first, float[] rows, int dimension)
    implements Observations, Serializable {

  RowObservations {
    if (dimension < 1 || rows.length == 0 || rows.length % dimension != 0) {
      throw new DataException(
          "%d values do not make rows of %d; give N*D values with N and D at least 1."
              .formatted(rows.length, dimension));
    }
  }

  @Override
  public int count() {
    return first + rows.length / dimension;
  }

  @Override
  public Observations slice(int from, int to) {
    return of(this, from, to);
  }

  /// Data points that are the same in every epoch, with their indices.
  static Observations of(Observations fixed, int from, int to) {
    int dimension = fixed.dimension();
    float[] rows = new float[Math.multiplyExact(to - from, dimension)];
    for (int i = from; i < to; i++) {
      fixed.copyRow(i, 0, rows, (i - from) * dimension);
    }
    return new RowObservations(from, rows, dimension);
  }

  @Override
  public int height() {
    return 1;
  }

  @Override
  public int width() {
    return dimension;
  }

  @Override
  public void copyRow(int index, long epoch, float[] out, int offset) {
    System.arraycopy(rows, (index - first) * dimension, out, offset, dimension);
  }
}
