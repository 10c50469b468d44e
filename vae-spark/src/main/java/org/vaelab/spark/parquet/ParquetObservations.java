package org.vaelab.spark.parquet;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.vaelab.data.Binarisation;
import org.vaelab.data.Observations;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.pointwise.PointBlock;
import scala.Tuple2;

/// Images in Parquet files. They stay where they are, but for single rows that are asked for here.
public final class ParquetObservations implements Observations {
  private final String place;
  private final Dataset<Row> rows;
  private final FrozenRows values;
  private final int count;
  private final Map<Integer, float[]> here = new HashMap<>();

  private ParquetObservations(String place, Dataset<Row> rows, FrozenRows values, int count) {
    this.place = place;
    this.rows = rows;
    this.values = values;
    this.count = count;
  }

  /// @param place a path, or a URL of a file system that Spark knows
  /// @param seed of bits that are drawn
  /// @throws ExperimentException if there are no images, or they are not numbered from 0
  public static ParquetObservations open(
      SparkSession sql, String place, Binarisation binarisation, long seed) {
    Dataset<Row> rows = ParquetImages.open(sql, place);
    try {
      Row ids =
          rows.agg(min(col(ParquetImages.ID)), max(col(ParquetImages.ID)), functions.count("*"))
              .head();
      long count = ids.getLong(2);
      if (count == 0) {
        throw new ExperimentException("%s holds no images.".formatted(place));
      }
      if (ids.getInt(0) != 0 || ids.getInt(1) != count - 1) {
        throw new ExperimentException(
            "The %,d images of %s are numbered %d to %d; they must be 0 to %d."
                .formatted(count, place, ids.getInt(0), ids.getInt(1), count - 1));
      }
      Row first = rows.filter(col(ParquetImages.ID).equalTo(0)).head();
      return new ParquetObservations(
          place,
          rows,
          new FrozenRows(first.getInt(1), first.getInt(2), binarisation, seed),
          Math.toIntExact(count));
    } catch (ExperimentException e) {
      throw e;
    } catch (Exception e) { // Spark's are checked, and undeclared.
      throw ParquetImages.unreadable(place, e);
    }
  }

  /// All images, in the blocks that they would be in if they were in memory; read where they are
  /// computed, one block after another.
  public JavaRDD<PointBlock> blocks() {
    String from = place;
    FrozenRows of = values;
    return rows.javaRDD().mapPartitions(part -> new RowBlocks(from, of, part));
  }

  /// Brings images here, which takes a job.
  public void fetch(int[] ids) {
    BitSet wanted = new BitSet();
    Arrays.stream(ids).filter(id -> !here.containsKey(id)).forEach(wanted::set);
    if (wanted.isEmpty()) {
      return;
    }
    FrozenRows of = values;
    try {
      here.putAll(
          rows.filter(col(ParquetImages.ID).between(wanted.nextSetBit(0), wanted.length() - 1))
              .javaRDD()
              .filter(row -> wanted.get(FrozenRows.id(row)))
              .mapToPair(row -> new Tuple2<>(FrozenRows.id(row), of.x(row)))
              .collectAsMap());
    } catch (Exception e) { // Spark's are checked, and undeclared.
      throw ParquetImages.unreadable(place, e);
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int dimension() {
    return values.dimension();
  }

  @Override
  public int height() {
    return values.height();
  }

  @Override
  public int width() {
    return values.width();
  }

  @Override
  public void copyRow(int index, long epoch, float[] out, int offset) {
    fetch(new int[] {index});
    System.arraycopy(here.get(index), 0, out, offset, dimension());
  }

  @Override
  public void batch(int[] indices, long epoch, float[] out) {
    fetch(indices);
    for (int i = 0; i < indices.length; i++) {
      copyRow(indices[i], epoch, out, i * dimension());
    }
  }
}
