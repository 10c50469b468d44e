package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.data.Binarisation;
import org.vaelab.data.Idx;
import org.vaelab.data.ImageSet;
import org.vaelab.data.Observations;
import org.vaelab.data.StrokeDigits;
import org.vaelab.spark.parquet.ParquetObservations;

class ParquetTest {
  private static final int SIDE = 6; // Of the images of Problem's model.

  @TempDir private Path folder;

  private Path images;
  private Path parquet;

  @BeforeEach
  void writeImages() throws Exception {
    images = Files.createDirectories(folder.resolve("own"));
    Idx.writeImages(images.resolve("train-images-idx3-ubyte"), images(10));
    Idx.writeImages(images.resolve("test-images-idx3-ubyte"), images(350));
    parquet = folder.resolve("own.parquet");
  }

  private static ImageSet images(int count) {
    byte[] pixels = new byte[count * SIDE * SIDE];
    SplittableRandom random = new SplittableRandom(count);
    random.nextBytes(pixels);
    return new ImageSet(count, SIDE, SIDE, pixels, new byte[0]);
  }

  private Problem.Outcome convert(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("data", "to-parquet", images.toString(), "--out", parquet.toString()));
    arguments.addAll(List.of("--master", "local[2]"));
    arguments.addAll(List.of(options));
    return Problem.run(arguments);
  }

  private List<Path> parts() throws Exception {
    try (Stream<Path> files = Files.list(parquet)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  @Test
  void imagesFromFilesGiveTheNumbersThatTheyGiveInMemory() throws Exception {
    Problem problem = new Problem(folder, 2);

    assertThat(convert("--per-file", "100").err()).isEmpty();
    problem.evaluate("memory.csv", "--data", images.toString());
    for (String master : List.of("local[1]", "local[3]")) {
      Problem.Outcome outcome =
          problem.evaluate("files.csv", "--data", parquet.toString(), "--master", master);
      assertThat(outcome.err()).as(master).isEmpty();
      assertThat(problem.rows("files.csv")).hasSize(351).isEqualTo(problem.rows("memory.csv"));
    }
    assertThat(parts()).hasSize(4);
  }

  @Test
  void aChoiceOfImagesAndTheModelsOwnQ() throws Exception {
    Problem problem = new Problem(folder, 2);
    convert("--per-file", "200");
    List<String> common =
        List.of(
            "evaluate",
            "--npz",
            problem.model.toString(),
            "--points=30",
            "--samples=20",
            "--optimal-steps=0",
            "--out");
    List<String> memory = new ArrayList<>(common);
    memory.addAll(List.of(folder.resolve("memory.csv").toString(), "--data", images.toString()));
    List<String> files = new ArrayList<>(common);
    files.addAll(List.of(folder.resolve("files.csv").toString(), "--data", parquet.toString()));
    files.addAll(List.of("--master", "local[2]"));

    assertThat(Problem.run(memory).out()).contains("inference gap").doesNotContain("L[q*]");
    assertThat(Problem.run(files).err()).isEmpty();

    assertThat(problem.rows("memory.csv").getFirst())
        .isEqualTo("image,log_p_hat,log_p_hat_se,effective_sample_size,k_hat,elbo_q");
    assertThat(problem.rows("files.csv")).hasSize(31).isEqualTo(problem.rows("memory.csv"));
  }

  @Test
  void generatedImagesAreThoseOfTheGenerator() throws Exception {
    Problem.run(
        List.of(
            "data",
            "to-parquet",
            "stroke-digits",
            "--images",
            "250",
            "--per-file",
            "100",
            "--out",
            parquet.toString(),
            "--master",
            "local[2]"));
    ImageSet painted = StrokeDigits.generate(1, 250, 1).test();

    try (SparkConnection spark = SparkConnection.open("local[2]", "test")) {
      Observations read =
          ParquetObservations.open(spark.sql(), parquet.toString(), Binarisation.STOCHASTIC, 7);
      int[] some = {249, 0, 100, 99, 3};

      assertThat(read.count()).isEqualTo(250);
      assertThat(read.batch(some, 0))
          .isEqualTo(Observations.frozen(painted, Binarisation.STOCHASTIC, 7).batch(some, 0));
      assertThat(
              spark
                  .sql()
                  .read()
                  .parquet(parquet.toString())
                  .orderBy("id")
                  .select("label")
                  .collectAsList())
          .hasSize(250)
          .allSatisfy(row -> assertThat(row.getInt(0)).isBetween(0, 9));
    }
  }

  @Test
  void anImageOfAnotherSizeIsNamed() throws Exception {
    Problem problem = new Problem(folder, 2);
    try (SparkConnection spark = SparkConnection.open("local[2]", "test")) {
      SparkSession sql = spark.sql();
      sql.sql(
              "SELECT CAST(id AS INT) id, CAST(6 AS INT) height, CAST(6 AS INT) width,"
                  + " CAST(repeat('x', IF(id = 120, 35, 36)) AS BINARY) pixels FROM range(150)")
          .write()
          .parquet(parquet.toString());
    }

    Problem.Outcome outcome =
        problem.evaluate("files.csv", "--data", parquet.toString(), "--master", "local[2]");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("Image 120 cannot be computed");
    assertThat(problem.rows("files.csv")).hasSize(150);
  }

  @Test
  void whatIsNoSuchFileGetsASentence() throws Exception {
    Problem problem = new Problem(folder, 2);
    convert("--per-file", "100");
    Path other = folder.resolve("other.parquet");
    try (SparkConnection spark = SparkConnection.open("local[2]", "test")) {
      spark.sql().sql("SELECT id FROM range(3)").write().parquet(other.toString());
    }
    byte[] whole = Files.readAllBytes(parts().get(2));

    assertThat(refusal(problem, other)).contains("has no column id of type INT");
    assertThat(refusal(problem, folder.resolve("none.parquet"))).contains("There is nothing at");
    assertThat(problem.evaluate("files.csv", "--data", parquet.toString()).err())
        .contains("give --master");
    assertThat(convert().err()).contains("own.parquet is there already");

    Files.write(parts().get(2), java.util.Arrays.copyOf(whole, whole.length / 2));
    deleteChecksums();
    assertThat(refusal(problem, parquet)).contains("own.parquet cannot be read");

    Files.delete(parts().get(2));
    assertThat(refusal(problem, parquet)).contains("The 250 images of", "are numbered 0 to 349");
  }

  private void deleteChecksums() throws Exception {
    try (Stream<Path> files = Files.list(parquet)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".crc")).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String refusal(Problem problem, Path data) {
    Problem.Outcome outcome =
        problem.evaluate("files.csv", "--data", data.toString(), "--master", "local[2]");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err().lines()).hasSize(1);
    return outcome.err();
  }
}
