package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.number;
import static org.vaelab.cli.Cli.rows;
import static org.vaelab.cli.Cli.run;
import static org.vaelab.cli.Cli.start;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;
import org.vaelab.cli.Cli.Outcome;
import org.vaelab.progress.Progress;

/// The experiment `mixture`, small enough for a test, against what must hold of any result.
@ExtendWith(MutedProgress.class)
class MixtureExperimentTest {
  private static final String SMALL =
      " --data stroke-digits --train-points 300 --test-points 20 --latent 4 --hidden 16 --epochs 2"
          + " --restarts 2 --seeds 2 --principal-components 5 --points 200 --draws 8";

  @TempDir private Path folder;

  @AfterEach
  void noTestLeavesAnInterrupt() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void theBoundTheDensityAndTheClustersAreWhatTheyMustBe() throws Exception {
    Path whole = folder.resolve("whole");
    Outcome outcome = start("mixture", whole, SMALL);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();

    List<String[]> bound = rows(whole.resolve("bound-table.csv"));
    double last = Double.NEGATIVE_INFINITY;
    assertThat(bound).hasSizeGreaterThan(3);
    for (String[] row : bound) {
      assertThat(number(row, 1)).isLessThanOrEqualTo(number(row, 3) + 1e-9);
      assertThat(number(row, 2)).isCloseTo(number(row, 3), Offset.offset(1e-9));
      assertThat(number(row, 3)).isGreaterThanOrEqualTo(last - 1e-9);
      assertThat(number(row, 1)).as("an M-step").isGreaterThanOrEqualTo(last - 1e-9);
      last = number(row, 3);
    }
    // log p(x) rises with K but for local maxima; the criteria know better than the largest K.
    List<String[]> criteria = rows(whole.resolve("criteria-table.csv"));
    assertThat(criteria).hasSize(6);
    assertThat(number(criteria.get(2), 3)).isLessThan(number(criteria.get(0), 3));
    assertThat(number(criteria.get(2), 3)).isLessThan(number(criteria.get(5), 3));

    List<String[]> distances = rows(whole.resolve("distance-table.csv"));
    assertThat(distances).hasSize(2 * 7);
    for (int i = 0; i < 14; i += 7) {
      assertThat(number(distances.get(i + 6), 2)).isLessThan(0.2 * number(distances.get(i), 2));
    }
    for (String[] row : rows(whole.resolve("clustering-by-seed.csv"))) {
      assertThat(number(row, 2)).isBetween(0.1, 1.0);
      assertThat(number(row, 3)).isBetween(0.0, 1.0);
    }
    assertThat(Files.readString(whole.resolve("summary.md")))
        .contains("BIC is least with", "% right", "never falls");
    assertThat(whole.resolve("accuracy.png")).isNotEmptyFile();

    Path part = folder.resolve("part");
    Progress.install(
        event -> {
          if (event.task().equals("mixture of 10 Gaussians") && event.done() > 0) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(start("mixture", part, SMALL).status()).isEqualTo(130);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(part.resolve("clusters/k-means-on-PCA-codes-seed-1.json")).exists();
    Progress.install(event -> {});
    assertThat(run("run", "mixture", "--resume", part.toString()).status()).isZero();
    for (String file : List.of("clustering-by-seed.csv", "bound-table.csv", "clusters.csv")) {
      assertThat(part.resolve(file)).hasSameTextualContentAs(whole.resolve(file));
    }
  }

  @Test
  void imagesWithoutLabelsAreClusteredButNotScored() throws Exception {
    Path images = Cli.writeImages(folder);
    Path out = folder.resolve("out");
    Outcome outcome = start("mixture", out, SmallRuns.options("mixture", images));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(rows(out.resolve("clustering-by-seed.csv")))
        .hasSize(4)
        .allMatch(row -> row[2].isEmpty() && row[3].isEmpty());
    assertThat(Files.readString(out.resolve("summary.md"))).contains("have no labels");
    assertThat(out.resolve("clusters.png")).isNotEmptyFile();
    assertThat(out.resolve("accuracy.png")).doesNotExist();

    Outcome refused =
        start(
            "mixture",
            folder.resolve("x"),
            SmallRuns.options("mixture", images).replace("components 2", "components 71"));
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err().lines())
        .singleElement()
        .asString()
        .contains("--principal-components 71", "take at most 70");
  }
}
