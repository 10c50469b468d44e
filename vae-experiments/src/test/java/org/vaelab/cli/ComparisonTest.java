package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.number;
import static org.vaelab.cli.Cli.rows;
import static org.vaelab.cli.Cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;
import org.vaelab.cli.Cli.Outcome;
import org.vaelab.progress.Progress;

/// The comparison of inference strategies: equal budgets, the pilot, what is reported, resuming.
@ExtendWith(MutedProgress.class)
class ComparisonTest {
  private static final int IMAGES = 70;
  private static final int BATCH = 10;
  private static final List<String> ALL =
      List.of(
          "amortized",
          "amortized-then-svi",
          "svi-zero",
          "svi-warm",
          "svi-continued",
          "semi-amortized-5",
          "semi-amortized-20");

  @TempDir private Path folder;

  private Path images;

  @BeforeEach
  void prepare() throws Exception {
    images = Cli.writeImages(folder);
  }

  @AfterEach
  void noTestLeavesAnInterrupt() {
    assertThat(Thread.interrupted()).isFalse();
  }

  private Outcome start(Path out, String options) {
    String common =
        "run svi-vs-amortized --data %s --out %s --latent 2 --hidden 8 --batch %d --inner-steps 3 --test-steps 5 --optimal-steps 20 --optimal-samples 2 --samples 50 --curve-points 5 --curve-samples 20 %s";
    String all = options.contains("--points") ? options : options + " --points 6";
    return run(common.formatted(images, out, BATCH, all.strip()).split(" "));
  }

  @Test
  void everyStrategyAndSeedHasARowWithEqualGradients() throws Exception {
    Path out = folder.resolve("run");
    Outcome outcome = start(out, "--seeds 2 --gradients 15 --inner-rate 0.1");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    Path csv = out.resolve("strategies.csv");
    assertThat(Files.readAllLines(csv).getFirst())
        .isEqualTo(
            "strategy,seed,inner_rate,inner_steps,epochs,gradient_evaluations,seconds,"
                + "test_log_p_hat,test_log_p_hat_se,test_elbo_q,test_elbo_q_star,"
                + "approximation_gap,amortization_gap,learning_rate,inner_optimiser");
    List<String[]> rows = rows(csv);
    assertThat(rows.stream().map(row -> row[0]).distinct()).containsExactlyElementsOf(ALL);
    assertThat(rows).hasSize(2 * ALL.size());
    Map<String, Integer> steps =
        Map.of("svi-zero", 3, "svi-warm", 3, "semi-amortized-5", 5, "semi-amortized-20", 20);
    for (String[] row : rows) {
      for (int column = 4; column < row.length - 1; column++) {
        assertThat(number(row, column)).isFinite();
      }
      int inner = Integer.parseInt(row[3]);
      assertThat(inner).isEqualTo(steps.getOrDefault(row[0], inner));
      assertThat(row[2]).isEqualTo(row[0].startsWith("amortized") ? "" : "0.1");
      // One more on θ, and one on λ where both are trained apart.
      double ofBatch = (inner + (row[0].startsWith("semi") ? 2 : 1)) * BATCH;
      assertThat(number(row, 5)).isCloseTo(15 * IMAGES, Offset.offset(ofBatch));
      assertThat(number(row, 7) - number(row, 10)).isCloseTo(number(row, 11), Offset.offset(1e-6));
      assertThat(number(row, 10) - number(row, 9)).isCloseTo(number(row, 12), Offset.offset(1e-6));
    }
    // The decoder is the same; q is not.
    assertThat(rows.get(2)[7]).isEqualTo(rows.get(0)[7]);
    assertThat(rows.get(2)[9]).isNotEqualTo(rows.get(0)[9]);
    assertThat(rows.get(0)[7]).as("seeds differ").isNotEqualTo(rows.get(1)[7]);
    assertThat(Files.readString(out.resolve("summary.md")))
        .contains("At equal gradients", "At equal seconds", "At the end", "At test time")
        .contains("one standard error over 2 seeds");
    List<String[]> curves = rows(out.resolve("curves.csv"));
    assertThat(curves.stream().map(row -> row[0] + row[1]).distinct()).hasSize(2 * 6);
    assertThat(curves).allMatch(row -> Double.isFinite(number(row, 5)));
  }

  @Test
  void equalEpochsAreEqualStepsAndEqualSecondsAreSpent() throws Exception {
    Path epochs = folder.resolve("epochs");
    String options = "--seeds 1 --inner-rate 0.1 --strategies amortized,svi-warm ";
    assertThat(start(epochs, options + "--budget epochs --epochs 3 --points 500").status())
        .isZero();
    assertThat(Files.readString(epochs.resolve("summary.md")))
        .contains("final measurement (40 test images", "(5 test images");
    assertThat(rows(epochs.resolve("strategies.csv"))).allMatch(row -> number(row, 4) == 3);
    Path seconds = folder.resolve("seconds");
    Outcome timed = start(seconds, options + "--budget seconds --seconds 0.2");
    assertThat(timed.status()).as(timed.err()).isIn(0, 3);
    assertThat(rows(seconds.resolve("strategies.csv"))).allMatch(row -> number(row, 6) >= 0.2);
    assertThat(Files.readString(seconds.resolve("summary.md"))).contains("no two runs");
  }

  @Test
  void thePilotPrefersSaneRatesToAbsurdOnes() throws Exception {
    Path out = folder.resolve("pilot");
    Outcome outcome =
        start(
            out,
            "--seeds 1 --gradients 6 --strategies amortized,svi-warm,svi-zero --inner-optimisers adam --inner-rate-factors 90,1"
                + " --learning-rate 0.01 --learning-rate-factors 100,1 --pilot-points 30"
                + " --pilot-gradients 40");
    assertThat(outcome.status()).as(outcome.err()).isIn(0, 3);
    Map<String, String> chosen =
        rows(out.resolve("pilot.csv")).stream()
            .filter(row -> row[8].equals("yes"))
            .collect(
                Collectors.toMap(
                    row -> row[0], row -> row[1] + " " + row[4], (a, b) -> a + b, TreeMap::new));
    assertThat(chosen)
        .isEqualTo(Map.of("amortized", "0.01 ", "svi-zero", "0.01 0.1", "svi-warm", "0.01 0.1"));
    assertThat(rows(out.resolve("pilot.csv")).stream().filter(row -> row[7].equals("some")))
        .hasSize(2 + 2 * 3);
    // No smaller rate than the best was there: whether a larger one is better is tried.
    assertThat(all(rows(out.resolve("pilot.csv"))).stream().map(row -> row[0] + " " + row[1]))
        .containsExactly(
            "amortized 0.01",
            "amortized 1.0",
            "svi-zero 0.01",
            "svi-zero 1.0",
            "svi-warm 0.01",
            "svi-warm 1.0");
    for (String[] row : rows(out.resolve("strategies.csv"))) {
      assertThat(row[13] + " " + row[2]).isEqualTo(chosen.get(row[0]));
    }
    assertThat(Files.readString(out.resolve("summary.md")))
        .contains("## Pilot")
        .contains("The pilot of svi-warm chose the smallest learning rate it tried, 0.01;");
  }

  /// A few steps want a large learning rate; whether as many as there are want a smaller one is
  /// tried.
  @Test
  void theWholeTrainingSetDecidesBetweenTheShortPilotsLearningRateAndOthers() throws Exception {
    Path out = folder.resolve("finals");
    Outcome outcome =
        start(
            out,
            "--seeds 1 --gradients 400 --strategies amortized,svi-warm --inner-optimisers adam --inner-rate-factors 1"
                + " --learning-rate 0.01 --learning-rate-factors 1,10,100 --pilot-points 10"
                + " --pilot-gradients 4 --finalists 2");
    assertThat(outcome.status()).as(outcome.err()).isIn(0, 3);
    Map<String, List<String[]>> byStrategy =
        rows(out.resolve("pilot.csv")).stream().collect(Collectors.groupingBy(row -> row[0]));
    assertThat(byStrategy.keySet()).containsExactlyInAnyOrder("amortized", "svi-warm");
    byStrategy.forEach(
        (strategy, trials) -> {
          Map<String, List<String[]>> bySet =
              trials.stream().collect(Collectors.groupingBy(row -> row[7]));
          double shortest = number(best(bySet.get("some")), 1);
          assertThat(shortest).as(strategy).isGreaterThan(0.01);
          assertThat(bySet.get("all"))
              .extracting(row -> number(row, 1))
              .containsExactly(shortest, shortest / 10);
          assertThat(trials.stream().filter(row -> row[8].equals("yes")))
              .containsExactly(best(bySet.get("all")));
        });
    for (String[] row : rows(out.resolve("strategies.csv"))) {
      assertThat(number(row, 13)).isEqualTo(number(best(all(byStrategy.get(row[0]))), 1));
    }
  }

  private static List<String[]> all(List<String[]> trials) {
    return trials.stream().filter(row -> row[7].equals("all")).toList();
  }

  /// The trial with the highest L\[q*] of held-out images.
  private static String[] best(List<String[]> trials) {
    return trials.stream()
        .filter(row -> !row[6].isEmpty())
        .max(Comparator.comparingDouble(row -> number(row, 6)))
        .orElseThrow();
  }

  @Test
  void aRunThatWasStoppedInItsPilotAndInATrainingEndsAsAnUndisturbedOne() throws Exception {
    String options =
        "--seeds 2 --gradients 12 --strategies amortized,amortized-then-svi,svi-continued"
            + " --inner-rate-factors 0.3,1 --learning-rate-factors 1,3 --pilot-points 20"
            + " --pilot-gradients 8";
    Path whole = folder.resolve("whole");
    assertThat(start(whole, options).status()).isZero();
    Path part = folder.resolve("part");
    assertThat(stopped("pilot", 1, () -> start(part, options)).status()).isEqualTo(130);
    for (String task : List.of("training, svi-continued-seed-1", "training, amortized-seed-2")) {
      assertThat(
              stopped(task, 5, () -> run("run", "svi-vs-amortized", "--resume", part.toString()))
                  .status())
          .isEqualTo(130);
    }
    assertThat(run("run", "svi-vs-amortized", "--resume", part.toString()).status()).isZero();
    assertThat(RunResults.of(part)).isEqualTo(RunResults.of(whole));
  }

  private static Outcome stopped(String task, long done, Supplier<Outcome> action) {
    Progress.install(
        event -> {
          if (event.task().equals(task) && event.done() == done) {
            Thread.currentThread().interrupt();
          }
        });
    try {
      return action.get();
    } finally {
      assertThat(Thread.interrupted()).as(task).isTrue();
      Progress.install(event -> {});
    }
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    assertThat(start(folder.resolve("a"), "--strategies none").err()).contains("--strategies");
    assertThat(start(folder.resolve("b"), "--with-dl4j --strategies svi-warm").err())
        .contains("--with-dl4j needs the strategy amortized");
    Outcome one = start(folder.resolve("c"), "--strategies svi-warm --train-points 1");
    assertThat(one.status()).isEqualTo(1);
    assertThat(one.err()).contains("give --inner-rate");
    assertThat(Arrays.asList(one.err().split("\n"))).hasSize(1);
  }
}
