package org.vaelab.spark.parquet;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.vaelab.experiment.pointwise.PointBlock;

/// Cuts the rows of a partition into the blocks that they would be in if they were in memory, one
/// block at a time. A file that does not begin at a block's first image gives smaller ones.
final class RowBlocks implements Iterator<PointBlock> {
  private final String place;
  private final FrozenRows values;
  private final Iterator<Row> rows;
  private boolean begun;
  private Row ahead;

  RowBlocks(String place, FrozenRows values, Iterator<Row> rows) {
    this.place = place;
    this.values = values;
    this.rows = rows;
  }

  private void advance() {
    try {
      ahead = rows.hasNext() ? rows.next() : null;
    } catch (Exception e) { // Spark's are checked, and undeclared.
      throw ParquetImages.unreadable(place, e);
    }
  }

  @Override
  public boolean hasNext() {
    if (!begun) {
      begun = true; // Not before whoever hears of failures asks.
      advance();
    }
    return ahead != null;
  }

  @Override
  public PointBlock next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int from = FrozenRows.id(ahead);
    int most = PointBlock.SIZE - from % PointBlock.SIZE;
    int[] ids = new int[most];
    float[] x = new float[most * values.dimension()];
    int count = 0;
    while (ahead != null && count < most && FrozenRows.id(ahead) == from + count) {
      ids[count] = from + count;
      values.copy(ahead, x, count * values.dimension());
      count++;
      advance();
    }
    return new PointBlock(
        from, Arrays.copyOf(ids, count), Arrays.copyOf(x, count * values.dimension()));
  }
}
