package org.vaelab.spark.parquet;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.vaelab.data.Binarisation;
import org.vaelab.data.ImageSet;
import org.vaelab.data.Observations;

/// Makes x of rows of a file, the same as in memory.
///
/// @param seed of bits that are drawn
record FrozenRows(int height, int width, Binarisation binarisation, long seed)
    implements Serializable {
  private static final byte[] NO_LABELS = {};

  int dimension() {
    return height * width;
  }

  static int id(Row row) {
    return row.getInt(0);
  }

  /// Writes x to `out` from `offset` on. An image of another size becomes NaN, by which whoever
  /// computes with it finds and names it.
  void copy(Row row, float[] out, int offset) {
    byte[] pixels = row.getAs(ParquetImages.PIXELS);
    if (row.getInt(1) != height || row.getInt(2) != width || pixels.length != dimension()) {
      Arrays.fill(out, offset, offset + dimension(), Float.NaN);
      return;
    }
    Observations.frozen(
            new ImageSet(1, height, width, pixels, NO_LABELS), id(row), binarisation, seed)
        .copyRow(0, 0, out, offset);
  }

  /// x of one row, `[D]`.
  float[] x(Row row) {
    float[] x = new float[dimension()];
    copy(row, x, 0);
    return x;
  }
}
