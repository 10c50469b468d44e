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
class LatentSpaceTest {
  private static final String SMALL =
      " --data stroke-digits --train-points 2000 --test-points 300 --latent 4 --hidden 50"
          + " --epochs 15 --learning-rate 0.01 --points 200 --samples 20 --other stroke-digits";

  @TempDir private Path folder;

  @AfterEach
  void noTestLeavesAnInterrupt() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void theNumbersAreWhatTheyMustBe() throws Exception {
    Path whole = folder.resolve("whole");
    Outcome outcome = start("latent-space", whole, SMALL);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();

    // Columns: attribute, quantity, α, then mean and error of edit, control and difference.
    List<String[]> effects = rows(whole.resolve("effects.csv"));
    assertThat(effects).hasSize(4 * 6);
    for (String[] row : effects) {
      double alpha = number(row, 2);
      double difference = number(row, 7);
      assertThat(difference).isCloseTo(number(row, 3) - number(row, 5), Offset.offset(1e-9));
      if (alpha == 0) {
        assertThat(difference).isZero();
      } else if (alpha == 0.75 && !row[0].equals("own label")) {
        // Far more than chance: five standard errors.
        assertThat(difference).as(row[0]).isGreaterThan(5 * number(row, 8));
      }
    }

    // Columns: model, KL, I at least, I at most, marginal KL at least, at most, by coordinate,
    // energy distance, each with its error.
    for (String[] row : rows(whole.resolve("coverage.csv"))) {
      assertThat(number(row, 1)).isCloseTo(number(row, 3) + number(row, 9), close());
      assertThat(number(row, 1)).isCloseTo(number(row, 5) + number(row, 7), close());
      assertThat(number(row, 7)).isLessThan(number(row, 9));
      assertThat(number(row, 11)).isLessThan(number(row, 9) + 4 * number(row, 12));
    }

    // The same images with other bits are not told apart; inverted ones always.
    List<String[]> strange = rows(whole.resolve("strange-images.csv"));
    assertThat(strange.stream().map(row -> row[0]))
        .containsExactly("turned by 180°", "inverted", "lower half erased", "stroke-digits");
    assertThat(number(strange.get(1), 3)).isEqualTo(1);
    assertThat(number(strange.get(3), 3)).isCloseTo(0.5, Offset.offset(0.15));
    assertThat(rows(whole.resolve("class-likelihoods.csv"))).hasSize(10);
    assertThat(Files.readString(whole.resolve("summary.md")))
        .contains(
            "Ends of ways and edits with α = 0 are the reconstructions", "the edit raises it");

    Path part = folder.resolve("part");
    Progress.install(
        event -> {
          if (event.task().equals("training, plane") && event.done() > 0) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(start("latent-space", part, SMALL).status()).isEqualTo(130);
    assertThat(Thread.interrupted()).isTrue();
    Progress.install(event -> {});
    assertThat(run("run", "latent-space", "--resume", part.toString()).status()).isZero();
    for (String file : List.of("effects.csv", "coverage.csv", "strange-images.csv", "codes.csv")) {
      assertThat(part.resolve(file)).hasSameTextualContentAs(whole.resolve(file));
    }
  }

  private static Offset<Double> close() {
    return Offset.offset(1e-9);
  }

  @Test
  void oneDimensionAndNoLabelsAreEnough() throws Exception {
    Path images = Cli.writeImages(folder);
    Path out = folder.resolve("line");
    String options = SmallRuns.options("latent-space", images).replace("latent 2", "latent 1");
    assertThat(start("latent-space", out, options).status()).isIn(0, 3);
    assertThat(out.resolve("manifold.png")).exists();
    assertThat(out.resolve("class-likelihoods.csv")).doesNotExist();
    assertThat(Files.readString(out.resolve("summary.md")))
        .contains("Nobody says what the images show");
  }

  @Test
  void otherImagesMustHaveTheSizeOfOnesOwn() throws Exception {
    Path images = Cli.writeImages(folder);
    Outcome refused =
        start(
            "latent-space",
            folder.resolve("x"),
            SmallRuns.options("latent-space", images) + " --other stroke-digits");
    assertThat(refused.status()).isNotZero();
    assertThat(refused.err())
        .contains("--other stroke-digits has images of 28x28 pixels, and the model is of 28x20");
  }
}
