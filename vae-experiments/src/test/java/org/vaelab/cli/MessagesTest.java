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

/// Messages of a small VAE: what they cost, and that all of it is counted.
@ExtendWith(MutedProgress.class)
class MessagesTest {
  private static final int COUNT = 300;
  private static final int LATENT = 4;
  private static final String SMALL =
      " --data stroke-digits --train-points 1000 --test-points 400 --latent 4 --hidden 32"
          + " --epochs 10 --learning-rate 0.01 --points 300 --samples 50 --bits 1,3,8"
          + " --widths 0.02,2 --chains 4 --svi-steps 40 --svi-rate 0.05 --optimal-steps 150";

  @TempDir private Path folder;

  @AfterEach
  void noTestLeavesAnInterrupt() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void everyBitIsCounted() throws Exception {
    Path whole = folder.resolve("whole");
    Outcome outcome = start("messages", whole, SMALL);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();

    // Columns: scheme, rounding, size, bits and error, bytes, MSE and error, nats and error, worse
    // and error.
    List<String[]> lossy = rows(whole.resolve("lossy.csv"));
    assertThat(lossy.stream().map(row -> row[1]))
        .containsExactly("b = 1", "b = 3", "b = 8", "Δ = 2", "Δ = 0.02");
    for (String[] row : lossy.subList(0, 3)) {
      assertThat(number(row, 3)).isCloseTo(LATENT * number(row, 2), Offset.offset(1e-5));
    }
    for (String[] row : lossy) {
      assertThat(8 * number(row, 5) - COUNT * number(row, 3)).isBetween(31.9, 64.0);
    }
    // The coarsest rounding loses; 256 bins, or those of width 0.02, lose next to nothing.
    for (int coarse : new int[] {0, 3}) {
      assertThat(number(lossy.get(coarse), 10)).isGreaterThan(5 * number(lossy.get(coarse), 11));
    }
    for (int fine : new int[] {2, 4}) {
      assertThat(number(lossy.get(fine), 10)).isBetween(-1.0, 1.0);
    }

    // Columns: coder, marginal, −ELBO and error, initial, header, total, bytes.
    List<String[]> lossless = rows(whole.resolve("lossless.csv"));
    assertThat(lossless.stream().map(row -> row[0]))
        .containsExactly("gzip", "bzip2", "PNG", "bits-back", "T = 40");
    for (String[] row : lossless) {
      assertThat(number(row, 6)).isCloseTo(8 * number(row, 7) / COUNT, Offset.offset(1e-9));
    }
    for (String[] row : lossless.subList(3, 5)) {
      assertThat(number(row, 1) + number(row, 4) + number(row, 5))
          .isCloseTo(number(row, 6), Offset.offset(1e-9));
      // One z of each of 300 images: log q − log p(x, z) deviates by some 2.5 bits, so that 2% of
      // more than 150 bits are some 20 standard errors; what is left is that codes are not quite
      // distributed as the prior.
      assertThat(number(row, 1)).isCloseTo(number(row, 2), Offset.offset(0.02 * number(row, 2)));
      assertThat(number(row, 4)).isPositive();
    }
    // Columns: q, steps, KL and error, least, median, most, D and error, ELBO and error, saved and
    // error.
    List<String[]> messages = rows(whole.resolve("messages.csv"));
    double saved = number(messages.get(1), 11);
    assertThat(saved).isGreaterThan(5 * number(messages.get(1), 12));
    double fallen = number(lossless.get(3), 1) - number(lossless.get(4), 1);
    assertThat(fallen).isCloseTo(saved, Offset.offset(0.5 * saved));
    assertThat(number(lossless.get(4), 7)).isLessThan(number(lossless.get(3), 7));
    for (String[] row : messages) {
      assertThat(number(row, 2)).isBetween(number(row, 4), number(row, 6));
    }
    assertThat(Files.readString(whole.resolve("summary.md")))
        .contains("40 steps of SVI on both sides save", "Without loss:", "A message ẑ ~ q costs");

    Path part = folder.resolve("part");
    Progress.install(
        event -> {
          if (event.task().equals("bits-back coding") && event.done() == 1) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(start("messages", part, SMALL).status()).isEqualTo(130);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(part.resolve("lossless/svi-0.json")).exists();
    Progress.install(event -> {});
    assertThat(run("run", "messages", "--resume", part.toString()).status()).isZero();
    for (String file : List.of("messages.csv", "lossy.csv", "lossless.csv", "svi-gain.csv")) {
      assertThat(part.resolve(file)).hasSameTextualContentAs(whole.resolve(file));
    }
  }

  @Test
  void whatCannotBeIsRefusedInASentence() throws Exception {
    Path images = Cli.writeImages(folder);
    for (String[] wrong :
        new String[][] {
          {"--bits 2", "--bits 17", "--bits"},
          {"--widths 0.5", "--widths 7", "--widths"},
          {"--widths 0.5", "--widths none", "--widths needs at least one"}
        }) {
      Outcome refused =
          start(
              "messages",
              folder.resolve("x"),
              SmallRuns.options("messages", images).replace(wrong[0], wrong[1]));
      assertThat(refused.status()).isNotZero();
      assertThat(refused.err().lines().findFirst().orElseThrow()).contains(wrong[2]);
    }
  }
}
