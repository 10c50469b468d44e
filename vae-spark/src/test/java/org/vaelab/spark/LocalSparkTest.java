package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands with Spark in this process.
class LocalSparkTest {
  @TempDir Path folder;

  @Test
  void numbersAreThoseOfOneProcessToTheBit() throws IOException {
    Problem problem = new Problem(folder, 350);
    List<String> reference = problem.reference();
    assertThat(reference).hasSize(351);
    for (String master : List.of("local[1]", "local[2]", "local[5]")) {
      Problem.Outcome outcome = problem.evaluate("spark.csv", "--master", master);
      assertThat(outcome.err()).as(master).isEmpty();
      assertThat(problem.rows("spark.csv")).as(master).isEqualTo(reference);
    }
  }

  @Test
  void aCorruptImageIsNamedAndTheOthersAreEvaluated() throws IOException {
    Problem problem = new Problem(folder, 150, 120);
    Problem.Outcome alone = problem.evaluate("alone.csv");
    Problem.Outcome spark = problem.evaluate("spark.csv", "--master", "local[2]");

    for (Problem.Outcome outcome : List.of(alone, spark)) {
      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.err()).contains("Image 120 cannot be computed").contains("0 and 1");
      assertThat(outcome.err().lines()).hasSize(1);
    }
    assertThat(problem.rows("spark.csv")).hasSize(150).isEqualTo(problem.rows("alone.csv"));
    assertThat(problem.rows("spark.csv")).noneMatch(row -> row.startsWith("120,"));
  }
}
