package org.vaelab.data;

/// Plain rows of numbers.
///
/// @param rows `[N, D]`, row-major
/// @param dimension D
record RowObservations(float[] rows, int dimension) implements Observations {

  RowObservations {
    if (dimension < 1 || rows.length == 0 || rows.length % dimension != 0) {
      throw new DataException(
          "%d values do not make rows of %d; give N*D values with N and D at least 1."
              .formatted(rows.length, dimension));
    }
  }

  @Override
  public int count() {
    return rows.length / dimension;
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
    System.arraycopy(rows, index * dimension, out, offset, dimension);
  }
}
