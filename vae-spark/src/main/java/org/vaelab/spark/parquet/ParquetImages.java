package org.vaelab.spark.parquet;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.vaelab.data.ImageSet;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;

/// A directory of Parquet files with an image a row: its number, from 0; its label, if it has one;
/// its height, width and grey levels, one byte each, row by row.
public final class ParquetImages {
  static final String ID = "id";
  static final String LABEL = "label";
  static final String HEIGHT = "height";
  static final String WIDTH = "width";
  static final String PIXELS = "pixels";

  private static final StructType SCHEMA =
      new StructType()
          .add(ID, IntegerType, false)
          .add(LABEL, IntegerType, true)
          .add(HEIGHT, IntegerType, false)
          .add(WIDTH, IntegerType, false)
          .add(PIXELS, BinaryType, false);

  /// With it no two files share a partition, as Spark counts it among their bytes.
  private static final String COST_OF_A_FILE = "spark.sql.files.openCostInBytes";

  private static final long LARGEST_PARTITION = 128 << 20;

  private ParquetImages() {}

  /// Writes each part to a file of its own. The directory takes its name when all files are there.
  ///
  /// @param directory a path, or a URL of a file system that Spark knows
  /// @throws ExperimentException if there is something of that name, or it cannot be written
  public static void write(SparkSession sql, List<ImagePart> parts, String directory) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(sql.sparkContext());
    try {
      Path place = new Path(directory);
      Path temporary = new Path(place.getParent(), "." + place.getName() + "-" + UUID.randomUUID());
      FileSystem files = place.getFileSystem(spark.hadoopConfiguration());
      if (files.exists(place)) {
        throw new ExperimentException(
            "%s is there already; choose another directory with --out.".formatted(directory));
      }
      SparkListener progress = new FileProgress(parts.size());
      spark.sc().addSparkListener(progress);
      try {
        JavaRDD<Row> rows = spark.parallelize(parts, parts.size()).flatMap(ParquetImages::rows);
        sql.createDataFrame(rows, SCHEMA).write().parquet(temporary.toString());
        if (!files.rename(temporary, place)) {
          throw new IOException("the finished files could not be renamed");
        }
      } finally {
        spark.sc().removeSparkListener(progress);
        spark.cancelAllJobs(); // Where an interruption left one behind.
        files.delete(temporary, true);
      }
    } catch (ExperimentException e) {
      throw e;
    } catch (Exception e) {
      Interrupts.check();
      if (e instanceof InterruptedException) {
        throw new InterruptedTaskException();
      }
      throw new ExperimentException(
          "%s cannot be written (%s); choose another directory with --out."
              .formatted(directory, reason(e)),
          e);
    }
  }

  /// Counts files, each the work of a task. Nothing else uses the connection meanwhile.
  private static final class FileProgress extends SparkListener {
    private final Progress progress;

    FileProgress(int files) {
      progress = Progress.start("Parquet files", files);
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.taskInfo().successful()) {
        progress.advance(1, Map.of());
      }
    }
  }

  private static Iterator<Row> rows(ImagePart part) {
    ImageSet images = part.images();
    int size = images.dimension();
    return IntStream.range(0, images.count())
        .mapToObj(
            i ->
                RowFactory.create(
                    part.from() + i,
                    images.labelled() ? images.label(i).getAsInt() : null,
                    images.height(),
                    images.width(),
                    Arrays.copyOfRange(images.pixels(), i * size, (i + 1) * size)))
        .iterator();
  }

  /// Opens what [#write] wrote, or other Parquet files of that form, each file a partition.
  ///
  /// @throws ExperimentException if there is no such thing, or it has other columns
  static Dataset<Row> open(SparkSession sql, String directory) {
    Dataset<Row> rows;
    try {
      Path place = new Path(directory);
      if (!place.getFileSystem(sql.sparkContext().hadoopConfiguration()).exists(place)) {
        throw new ExperimentException(
            "There is nothing at %s; ./vaelab data to-parquet writes images.".formatted(directory));
      }
      sql.conf().set(COST_OF_A_FILE, LARGEST_PARTITION);
      rows = sql.read().parquet(directory);
    } catch (ExperimentException e) {
      throw e;
    } catch (Exception e) { // Spark's are checked, and undeclared.
      throw unreadable(directory, e);
    }
    for (StructField wanted : SCHEMA.fields()) {
      boolean there =
          Arrays.stream(rows.schema().fields())
              .anyMatch(
                  field ->
                      field.name().equals(wanted.name())
                          && field.dataType().equals(wanted.dataType()));
      if (!there && !wanted.name().equals(LABEL)) {
        throw new ExperimentException(
            "%s has no column %s of type %s, but %s; images have those that ./vaelab data to-parquet writes."
                .formatted(
                    directory, wanted.name(), wanted.dataType().sql(), rows.schema().toDDL()));
      }
    }
    return rows.select(ID, HEIGHT, WIDTH, PIXELS);
  }

  /// A sentence for whatever Spark throws about files.
  static ExperimentException unreadable(String directory, Throwable failure) {
    return new ExperimentException(
        "%s cannot be read as Parquet files of images (%s); write them anew with ./vaelab data to-parquet."
            .formatted(directory, reason(failure)),
        failure);
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    return message.lines().findFirst().orElse("unknown reason").strip();
  }
}
