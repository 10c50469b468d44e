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

@ExtendWith(MutedProgress.class)
class AutoencoderTest {
  private static final String SMALL =
      " --data stroke-digits --train-points 300 --test-points 60 --latent 3 --hidden 16 --epochs 15"
          + " --learning-rate 0.02 --betas 0.1,20 --lambdas 0.001 --warm-up 4 --points 60"
          + " --samples 200 --principal-components 5";

  @TempDir private Path folder;

  @AfterEach
  void noTestLeavesAnInterrupt() {
    assertThat(Thread.interrupted()).isFalse();
  }

  /// Columns: training, weight, rate and its error, distortion and its error, ELBO and its error,
  /// squared error and its error, scale, active units.
  @Test
  void rateAndDistortionAddUpToTheNegativeElbo() throws Exception {
    Path whole = folder.resolve("whole");
    Outcome outcome = start("autoencoder", whole, SMALL);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();

    List<String[]> table = rows(whole.resolve("trainings.csv"));
    assertThat(table.stream().map(row -> row[0]))
        .containsExactly(
            "plain AE",
            "L_rec alone",
            "β = 0.1",
            "VAE (β = 1)",
            "β = 20",
            "L_reg alone",
            "free bits (β = 20)",
            "warm-up (β = 20)",
            "MSE plain AE",
            "MSE (λ = 0.001)");
    for (String[] row : table) {
      if (row[0].endsWith("plain AE")) {
        assertThat(row[2]).isEmpty();
      } else {
        // Two means of 200 samples of 60 images each: their difference has a standard error of
        // 0.1 nats or less.
        assertThat(number(row, 2) + number(row, 4))
            .as(row[0])
            .isCloseTo(-number(row, 6), Offset.offset(1.0));
      }
    }
    double[] rate =
        table.stream().mapToDouble(row -> row[2].isEmpty() ? -1 : number(row, 2)).toArray();
    assertThat(rate[1]).isGreaterThan(rate[2]);
    assertThat(rate[2]).isGreaterThan(rate[3]);
    assertThat(rate[3]).isGreaterThan(rate[4]);
    assertThat(rate[5]).isBetween(0.0, 0.1);
    assertThat(rate[6]).as("free bits").isGreaterThan(rate[4]);
    assertThat(number(table.get(1), 10)).isLessThan(number(table.get(3), 10));
    assertThat(number(table.get(5), 10)).as("σ of the prior").isCloseTo(1, Offset.offset(0.1));
    assertThat(Files.readString(whole.resolve("summary.md")))
        .contains("R + D = −ELBO holds of every model", "L_reg alone: KL(q ‖ p) is");

    Path part = folder.resolve("part");
    Progress.install(
        event -> {
          if (event.task().equals("training, weighted-1.0") && event.done() > 0) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(start("autoencoder", part, SMALL).status()).isEqualTo(130);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(part.resolve("measurements/weighted-0.1.json")).exists();
    Progress.install(event -> {});
    assertThat(run("run", "autoencoder", "--resume", part.toString()).status()).isZero();
    for (String file : List.of("trainings.csv", "rate-distortion.csv", "codes.csv")) {
      assertThat(part.resolve(file)).hasSameTextualContentAs(whole.resolve(file));
    }
  }

  @Test
  void whatCannotBeIsRefusedInASentence() throws Exception {
    Path images = Cli.writeImages(folder);
    for (String[] wrong :
        new String[][] {
          {"--betas 3", "--betas 3,3", "--betas takes different numbers"},
          {"components 2", "components 71", "take at most 70"}
        }) {
      Outcome refused =
          start(
              "autoencoder",
              folder.resolve("x"),
              SmallRuns.options("autoencoder", images).replace(wrong[0], wrong[1]));
      assertThat(refused.status()).isNotZero();
      assertThat(refused.err().lines().findFirst().orElseThrow()).contains(wrong[2]);
    }
  }
}
