package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;

/// What the experiment about gradients leaves out, and what it refuses.
@ExtendWith(MutedProgress.class)
class GradientsTest {
  @TempDir private Path folder;

  private Cli.Outcome run(String more) throws Exception {
    String options = SmallRuns.options("gradients", Cli.writeImages(folder));
    String out = " --out " + folder.resolve("run");
    return Cli.run(("run gradients" + options + more + out).split(" "));
  }

  @Test
  void allMethodsAreMeasured() throws Exception {
    assertThat(run("").status()).isIn(0, 3);
    assertThat(folder.resolve("run/bits-variance.png")).exists();
    assertThat(Files.readString(folder.resolve("run/training.csv")))
        .contains("VIMCO", "Gumbel-softmax", "exact");
    assertThat(Files.readString(folder.resolve("run/summary.md")))
        .contains("the variance of REINFORCE is", "Gumbel-softmax is biased");
  }

  @Test
  void withoutEstimatesThereIsNothingToCompareWithTheExactGradient() throws Exception {
    Cli.Outcome outcome = run(" --methods exact");
    assertThat(outcome.status()).as(outcome.err()).isIn(0, 3);
    assertThat(folder.resolve("run/training-curves.png")).exists();
    assertThat(folder.resolve("run/bits-variance.png")).doesNotExist();
  }

  @Test
  void tooManyUnitsAreNotEnumerated() {
    Cli.Outcome outcome =
        Cli.run(
            "run", "gradients", "--methods=exact", "--latent=13", "--out=" + folder.resolve("run"));
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("Enumeration takes at most 12 units");
    assertThat(folder.resolve("run")).doesNotExist();
  }
}
