package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.progress.Progress;

/// Commands with Spark in this process.
class LocalSparkTest {
  @TempDir Path folder;

  @Test
  void numbersAreThoseOfOneProcessToTheBit() throws IOException {
    Problem problem = new Problem(folder, 250);
    List<String> reference = problem.reference();
    assertThat(reference).hasSize(251);
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

  @Test
  void anInterruptionKeepsTheImagesThatAreDone() throws IOException {
    Problem problem = new Problem(folder, 1_000);
    Progress.install(
        event -> {
          if (event.task().equals("evaluation") && event.done() > 0) {
            Thread.currentThread().interrupt();
          }
        });
    Problem.Outcome outcome;
    try {
      outcome = problem.evaluate("some.csv", "--master", "local[1]");
    } finally {
      Thread.interrupted();
      Progress.install(_ -> {});
    }

    assertThat(outcome.status()).isEqualTo(130);
    assertThat(outcome.err()).contains("Interrupted", "images were not evaluated", "some.csv");
    List<String> rows = problem.rows("some.csv");
    assertThat(rows).hasSizeBetween(101, 901);
    assertThat(problem.reference()).containsAll(rows);
  }
}
