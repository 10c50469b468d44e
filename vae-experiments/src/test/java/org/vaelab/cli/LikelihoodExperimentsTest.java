package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.number;
import static org.vaelab.cli.Cli.rows;
import static org.vaelab.cli.Cli.run;
import static org.vaelab.cli.Cli.start;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;
import org.vaelab.cli.Cli.Outcome;
import org.vaelab.progress.Progress;

/// The experiments about log p(x), small enough for a test, against what must hold of any result.
@ExtendWith(MutedProgress.class)
class LikelihoodExperimentsTest {
  @TempDir private Path folder;

  @BeforeEach
  void prepare() throws Exception {
    Cli.writeImages(folder);
  }

  @AfterEach
  void noTestLeavesAnInterrupt() {
    assertThat(Thread.interrupted()).isFalse();
  }

  private String model() {
    return "--data " + folder.resolve("own") + " --hidden 8 --epochs 2 --batch 32";
  }

  /// A gradient of ND4J's own that cannot be had for a single row.
  @Test
  void whatNd4jCannotComputeIsOneSentence() {
    Outcome outcome =
        start("posterior-2d", folder.resolve("x"), model() + " --images 1 --engine samediff");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .contains("strided_slice_bp")
        .contains("Leave --engine samediff out");
  }

  @Test
  void toyPosteriorHasTheKnownDivergences() throws Exception {
    Path out = folder.resolve("toy");
    Outcome outcome = start("toy-posterior", out, "--steps 400");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    List<String[]> rows = rows(out.resolve("divergences.csv"));
    assertThat(rows).hasSize(6);
    for (String[] row : rows) {
      // log p(x) = 0, so the ELBO is the negative divergence.
      assertThat(number(row, 5)).isCloseTo(-number(row, 3), Offset.offset(1e-5));
    }
    String[] matched = rows.getLast();
    assertThat(number(matched, 1)).isCloseTo(-1, Offset.offset(1e-9));
    assertThat(number(matched, 2)).isCloseTo(10.375, Offset.offset(1e-9));
    for (String[] row : rows) {
      assertThat(number(row, 4)).isGreaterThanOrEqualTo(number(matched, 4));
    }
    // Each optimum is at least as good as the Gaussian it started from.
    assertThat(number(rows.get(2), 3)).isLessThan(number(rows.get(0), 3));
    assertThat(number(rows.get(3), 3)).isLessThan(number(rows.get(1), 3));
    assertThat(out.resolve("densities.png")).isNotEmptyFile();
  }

  @Test
  void exactGapsOfPosteriorsInThePlaneAddUp() throws Exception {
    Path out = folder.resolve("plane");
    Outcome outcome =
        start(
            "posterior-2d", out, model() + " --images 3 --optimal-steps 200 --optimal-samples 10");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    List<String[]> rows = rows(out.resolve("posteriors-table.csv"));
    assertThat(rows).hasSize(3);
    for (String[] row : rows) {
      assertThat(number(row, 2) + number(row, 3)).isCloseTo(number(row, 1), Offset.offset(1e-4));
      assertThat(number(row, 4) + number(row, 5)).isCloseTo(number(row, 1), Offset.offset(1e-4));
      assertThat(number(row, 5)).isBetween(0.0, number(row, 3) + 0.02);
    }
    assertThat(out.resolve("posteriors.svg")).isNotEmptyFile();
    assertThat(start("posterior-2d", folder.resolve("x"), model() + " --latent 3").status())
        .isEqualTo(2);
  }

  /// 20 points, each beyond four standard errors with probability 6e-5; the seed is fixed.
  @Test
  void estimatorsAgreeWithTheTruthAndResumeWithinAnnealing() throws Exception {
    String options =
        "--latent 3 --dimensions 10 --points 20 --samples 2000 --temperatures 5,60 --chains 30"
            + " --leapfrog-steps 3 --simulated 10";
    Path whole = folder.resolve("whole");
    Outcome outcome = start("estimators", whole, options);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("Bidirectional Monte Carlo");
    for (String[] row : rows(whole.resolve("per-point.csv"))) {
      if (!row[1].startsWith("\"naive") && !row[1].startsWith("naive")) {
        assertThat(Math.abs(number(row, 2) - number(row, 4))).isLessThan(4 * number(row, 3) + 1e-3);
      }
    }

    Path part = folder.resolve("part");
    Progress.install(
        event -> {
          if (event.task().contains("60 temperatures") && event.done() > 300) {
            Thread.currentThread().interrupt();
          }
        });
    Outcome interrupted = start("estimators", part, options);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(interrupted.status()).isEqualTo(130);
    assertThat(interrupted.err()).contains("run estimators --resume " + part);
    assertThat(part.resolve("estimates/annealed-60.npz")).exists();
    Progress.install(event -> {});
    assertThat(run("run", "estimators", "--resume", part.toString()).status()).isZero();
    assertThat(part.resolve("per-point.csv"))
        .hasSameTextualContentAs(whole.resolve("per-point.csv"));
  }

  @Test
  void inferenceGapsAddUpForEveryModelFamilyAndSplit() throws Exception {
    Path out = folder.resolve("gaps");
    Outcome outcome =
        start(
            "inference-gap",
            out,
            model()
                + " --latent 2 --encoders 4 --decoders none --points 8 --selection-points 4"
                + " --samples 200 --optimal-steps 60 --optimal-samples 4 --elbo-samples 200"
                + " --snapshots 1,2");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    List<String[]> rows = rows(out.resolve("gaps.csv"));
    assertThat(rows).hasSize(3 * 2 * 2);
    for (String[] row : rows) {
      double approximation = number(row, 12);
      double amortization = number(row, 14);
      assertThat(approximation + amortization).isCloseTo(number(row, 16), Offset.offset(1e-6));
      assertThat(number(row, 6) - number(row, 10)).isCloseTo(number(row, 16), Offset.offset(1e-6));
    }
    assertThat(rows.stream().map(row -> row[0]).distinct())
        .containsExactly("base", "encoder 4", "decoder without hidden layer");
    assertThat(rows(out.resolve("gaps-over-training.csv"))).hasSize(2 * 2);
    assertThat(Files.readString(out.resolve("summary.md")))
        .contains("-89.8")
        .contains("below the tightest")
        .contains("## Checks");
    assertThat(out.resolve("gap-bars.png")).isNotEmptyFile();
    assertThat(out.resolve("gaps-by-epoch.png")).isNotEmptyFile();
  }

  /// Stopped while the model of epoch 1 is measured, which comes between two epochs of training.
  @Test
  void aSnapshotIsMeasuredOnItsOwnEpochHoweverOftenTheRunIsStopped() throws Exception {
    String options =
        model()
            + " --latent 2 --encoders none --decoders none --points 8 --selection-points 4"
            + " --samples 50 --optimal-steps 20 --optimal-samples 2 --elbo-samples 50"
            + " --snapshots 1,2";
    Path whole = folder.resolve("whole");
    assertThat(start("inference-gap", whole, options).status()).isZero();

    Path part = folder.resolve("part");
    Progress.install(
        event -> {
          if (!event.task().startsWith("training")) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(start("inference-gap", part, options).status()).isEqualTo(130);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(part.resolve("gaps/epoch-1-train.json")).doesNotExist();
    Progress.install(event -> {});
    assertThat(run("run", "inference-gap", "--resume", part.toString()).status()).isZero();
    for (String file : List.of("gaps.csv", "gaps-over-training.csv", "gaps/epoch-1-train.json")) {
      assertThat(part.resolve(file)).hasSameTextualContentAs(whole.resolve(file));
    }

    Files.delete(part.resolve("gaps/epoch-1-train.json"));
    Outcome refused = run("run", "inference-gap", "--resume", part.toString());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("epoch-1-train.json").contains("base.ckpt");
    assertThat(refused.err().lines()).hasSize(1);
  }

  @Test
  void anExportedModelIsEvaluatedToTheSameElbos() throws Exception {
    Path out = folder.resolve("run");
    assertThat(
            start(
                    "svi-vs-amortized",
                    out,
                    model()
                        + " --budget epochs --latent 2 --strategies amortized --seeds 1"
                        + " --optimal-steps 100 --optimal-samples 4 --samples 2000 --points 10"
                        + " --curve-points 5 --curve-samples 20")
                .status())
        .isZero();
    Path npz = folder.resolve("model.npz");
    Outcome export = run("export", out.toString(), "--npz", npz.toString());
    assertThat(export.status()).isZero();
    assertThat(export.out()).contains("decoder.W0").contains("x_test").contains("log_p_hat");

    Path csv = folder.resolve("evaluated.csv");
    Outcome evaluated =
        run(
            ("evaluate --npz "
                    + npz
                    + " --points 10 --samples 2000 --optimal-steps 100 --out "
                    + csv)
                .split(" "));
    assertThat(evaluated.err()).isEmpty();
    assertThat(evaluated.status()).isZero();
    List<String[]> ours = rows(csv);
    String[] gaps = rows(out.resolve("gaps.csv")).get(1);
    double logLikelihood = ours.stream().mapToDouble(row -> number(row, 1)).average().orElseThrow();
    double elbo = ours.stream().mapToDouble(row -> number(row, 6)).average().orElseThrow();
    assertThat(gaps[2]).isEqualTo("test");
    // The same images, bits and noise; only q* was sought with other settings.
    assertThat(elbo).isCloseTo(number(gaps, 6), Offset.offset(1e-3));
    assertThat(logLikelihood).isCloseTo(number(gaps, 4), Offset.offset(0.1));

    Outcome otherData = run("evaluate", "--npz", npz.toString(), "--data", "stroke-digits");
    assertThat(otherData.status()).isEqualTo(1);
    assertThat(otherData.err()).contains("560 pixels").contains("784");
    assertThat(otherData.err().lines()).hasSize(1);

    Files.write(npz, Arrays.copyOf(Files.readAllBytes(npz), 500));
    Outcome damaged = run("evaluate", "--npz", npz.toString());
    assertThat(damaged.status()).isEqualTo(1);
    assertThat(damaged.err().lines()).hasSize(1);
    Outcome missing = run("export", out.toString(), "--npz", npz.toString(), "--model", "svi-warm");
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err()).contains("no model 'svi-warm-seed-1'");
  }
}
