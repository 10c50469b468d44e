package org.vaelab.spark;

import java.util.List;
import java.util.concurrent.Callable;
import org.vaelab.cli.DataDirectory;
import org.vaelab.data.Dataset;
import org.vaelab.data.Datasets;
import org.vaelab.data.ImageSet;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.spark.parquet.ImagePart;
import org.vaelab.spark.parquet.ParquetImages;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "to-parquet",
    description =
        "Writes images to a directory of Parquet files, which evaluate --master reads by parts.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ToParquetCommand implements Callable<Integer> {
  private static final long GENERATED_SEED = 1; // That of the data set stroke-digits.
  private static final int BLOCK = 100;

  /// The parts of a data set.
  enum Split {
    TRAIN,
    TEST;

    /// As all options take names.
    static final class Converter implements CommandLine.ITypeConverter<Split> {
      @Override
      public Split convert(String text) {
        try {
          return SettingSpec.constant(Split.class, text);
        } catch (IllegalArgumentException e) {
          throw new CommandLine.TypeConversionException(e.getMessage());
        }
      }
    }
  }

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME|DIR",
      description = "Data set, or directory of IDX files; see: vaelab data list.")
  private String data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The directory to make, a name ending in .parquet, or a URL such as hdfs://...")
  private String out;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      defaultValue = "test",
      converter = Split.Converter.class,
      description = "Which images: train or test. (default: ${DEFAULT-VALUE})")
  private Split split;

  @Option(
      names = "--images",
      paramLabel = "N",
      description =
          "The first N; of stroke-digits as many test images as are wanted, which are generated. (default: all)")
  private Integer count;

  @Option(
      names = "--per-file",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "Images of a file, a multiple of 100: each is a task when it is read. (default: ${DEFAULT-VALUE})")
  private int perFile;

  @Option(
      names = "--master",
      paramLabel = "URL",
      defaultValue = "local[*]",
      description =
          "Where files are written: in this process, or spark://HOST:PORT. (default: ${DEFAULT-VALUE})")
  private String master;

  @Mixin private DataDirectory dataDirectory;

  @Override
  public Integer call() {
    require(out.endsWith(".parquet"), "--out must end in .parquet, not be %s.".formatted(out));
    require(
        perFile >= BLOCK && perFile % BLOCK == 0,
        "--per-file must be a multiple of %d, not %d.".formatted(BLOCK, perFile));
    require(count == null || count >= 1, "--images must be at least 1, not %d.".formatted(count));
    List<ImagePart> parts = parts();
    try (SparkConnection spark = SparkConnection.open(master, "to-parquet")) {
      ParquetImages.write(spark.sql(), parts, out);
    }
    spec.commandLine().getOut().printf("%s holds the images in %,d files.%n", out, parts.size());
    return CommandLine.ExitCode.OK;
  }

  private List<ImagePart> parts() {
    if (data.equals(Datasets.STROKE_DIGITS) && split == Split.TEST && count != null) {
      return ImagePart.painted(count, perFile, GENERATED_SEED);
    }
    Dataset set = Datasets.open(data, dataDirectory.path());
    ImageSet images =
        switch (split) {
          case TRAIN -> set.train();
          case TEST -> set.test();
        };
    if (count != null && count > images.count()) {
      throw new ExperimentException(
          "%s has %,d images there, not %,d; give fewer --images."
              .formatted(data, images.count(), count));
    }
    return ImagePart.of(count == null ? images : images.head(count), perFile);
  }

  private void require(boolean holds, String sentence) {
    if (!holds) {
      throw new CommandLine.ParameterException(spec.commandLine(), sentence);
    }
  }
}
