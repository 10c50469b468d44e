package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.number;
import static org.vaelab.cli.Cli.rows;
import static org.vaelab.cli.Cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;
import org.vaelab.cli.Cli.Outcome;

/// `marginal-likelihood` on small images, against what must hold of any result.
@ExtendWith(MutedProgress.class)
class MarginalLikelihoodTest {
  @TempDir private Path folder;

  private Path images;

  @BeforeEach
  void prepare() throws Exception {
    images = Cli.writeImages(folder);
  }

  private Outcome start(Path out, String options) {
    return run(
        ("run marginal-likelihood --data %s --hidden 8 --epochs 2 --batch 32 --out %s %s"
                .formatted(images, out, options))
            .split(" "));
  }

  /// 24 means within five exact standard errors: 1e-5 by chance if they were normal; the seed is
  /// fixed.
  @Test
  void estimatesAreUnbiasedAndTheirLogarithmsAreNot() throws Exception {
    Path out = folder.resolve("run");
    Outcome outcome =
        start(
            out,
            "--latent 5 --train-samples 3 --images 3 --repetitions 400 --samples 10 --missing 4");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    List<String[]> estimators = rows(out.resolve("estimators.csv"));
    assertThat(estimators).hasSize(2 * 3 * 4);
    for (String[] row : estimators) {
      assertThat(Math.abs(number(row, 3) - 1)).isLessThan(5 * number(row, 4));
      // Jensen, whatever the samples: the mean of logarithms is at most the logarithm of the mean.
      assertThat(number(row, 5)).isLessThan(Math.log(number(row, 3)));
    }
    // Uniform sampling with one sample: far below, with a significance of more than 5.
    assertThat(number(estimators.getFirst(), 5) + 5 * number(estimators.getFirst(), 6))
        .isNegative();
    for (String[] image : rows(out.resolve("images-table.csv"))) {
      assertThat(number(image, 1)).isGreaterThan(number(image, 2)); // log p(x) and ELBO
      assertThat(number(image, 3) + number(image, 4))
          .isCloseTo(number(image, 1), Offset.offset(1e-9));
      assertThat(number(image, 5)).isBetween(1.0, 32.0);
    }
    assertThat(Files.readString(out.resolve("summary.md")))
        .contains("1,073,741,824 configurations")
        .contains("both ways to leave pixels out agree");
    assertThat(out.resolve("joint-histogram.png")).isNotEmptyFile();
    assertThat(out.resolve("completions.png")).isNotEmptyFile();
  }

  @Test
  void moreBitsThanCanBeSummedAreRefused() {
    Outcome outcome = start(folder.resolve("x"), "--latent 15");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("--latent 15 is 2^15 configurations")
        .contains("14 or fewer");
    assertThat(folder.resolve("x")).doesNotExist();
  }
}
