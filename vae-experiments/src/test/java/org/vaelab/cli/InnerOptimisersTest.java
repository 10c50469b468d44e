package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.number;
import static org.vaelab.cli.Cli.rows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;

@ExtendWith(MutedProgress.class)
class InnerOptimisersTest {
  @TempDir private Path folder;

  private Path run() {
    Path out = folder.resolve("run");
    String options =
        "run inner-optimisers --train-points 200 --test-points 20 --latent 2 --hidden 8 --epochs 3"
            + " --batch 20 --seeds 2 --points 4 --selection-points 3 --steps 10,40 --samples 1,8"
            + " --most-gradients 100 --optimal-steps 100 --optimal-samples 5 --elbo-samples 50"
            + " --repeats 2 --out "
            + out;
    Cli.Outcome outcome = Cli.run(options.split(" "));
    assertThat(outcome.status()).as(outcome.err()).isIn(0, 3);
    return out;
  }

  /// 2 models, 2 starts, 4 optimisers, and of the four budgets the one of 320 gradients is too
  /// much. No q is better than q* by more than its error, and steps have made it better than the
  /// prior.
  @Test
  void everyBudgetIsMeasuredAndNoneIsAboveTheOptimum() throws Exception {
    Path run = run();
    List<String[]> ends = rows(run.resolve("ends.csv"));
    assertThat(ends).hasSize(2 * 2 * 4 * 3);
    List<String[]> optima = rows(run.resolve("optima.csv"));
    for (String[] end : ends) {
      assertThat(number(end, 5)).isEqualTo(number(end, 3) * number(end, 4)).isLessThan(100);
      assertThat(number(end, 6)).isPositive();
      String[] target =
          optima.stream().filter(row -> row[0].equals(end[0])).findFirst().orElseThrow();
      assertThat(number(end, 9))
          .as(String.join(" ", end))
          .isBetween(-0.3 - 4 * number(end, 10), number(target, 7));
    }
    assertThat(rows(run.resolve("step-seconds.csv"))).hasSize(2 * 4);
    assertThat(rows(run.resolve("costs.csv"))).hasSize(2 * 4);
  }

  @Test
  void aResumedRunHasTheSameResults() throws Exception {
    Path run = run();
    var before = RunResults.of(run);
    for (String name :
        List.of("ends.csv", "optima/seed-2.json", "curves/seed-1-prior-lbfgs.json")) {
      Files.delete(run.resolve(name));
    }
    Cli.Outcome resumed = Cli.run("run", "inner-optimisers", "--resume", run.toString());
    assertThat(resumed.status()).as(resumed.err()).isIn(0, 3);
    assertThat(RunResults.of(run)).isEqualTo(before);
  }

  @Test
  void budgetsThatLeaveNothingAreRefused() {
    Path out = folder.resolve("run");
    String options = "run inner-optimisers --steps 5 --samples 8 --most-gradients 39 --out " + out;
    Cli.Outcome outcome = Cli.run(options.split(" "));
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("leaves nothing to try", "5 times 8");
    assertThat(out.resolve("config.json")).doesNotExist();
  }
}
