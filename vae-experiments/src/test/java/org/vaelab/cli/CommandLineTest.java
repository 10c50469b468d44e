package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.cli.Cli.Outcome;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressListener;

/// The command line as a user meets it: exit status, output, files.
class CommandLineTest {
  @TempDir private Path folder;

  private ProgressListener before;

  @BeforeEach
  void writeImages() throws Exception {
    Cli.writeImages(folder);
    before = Progress.install(event -> {});
  }

  @AfterEach
  void restoreProgress() {
    Progress.install(before);
    assertThat(Thread.interrupted()).isFalse();
  }

  private Outcome experiment(Path out, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("run", "svi-vs-amortized", "--data", folder.resolve("own").toString()));
    arguments.addAll(
        List.of(
            ("--out "
                    + out
                    + " --latent 2 --hidden 8 --budget epochs --epochs 3 --batch 32"
                    + " --strategies amortized,svi-warm --seeds 1 --inner-steps 3"
                    + " --inner-rate 0.1 --test-steps 5 --optimal-steps 20 --optimal-samples 2"
                    + " --samples 50 --points 6 --curve-points 10 --curve-samples 20")
                .split(" ")));
    arguments.addAll(Arrays.asList(more));
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void theMainJobWritesTablesFiguresAndCheckpoints() throws Exception {
    Path out = folder.resolve("run");
    Outcome outcome = experiment(out, "--with-dl4j");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("amortization gap").contains(out.toString());

    List<String> gaps = Files.readAllLines(out.resolve("gaps.csv"));
    assertThat(gaps.getFirst())
        .isEqualTo(
            "model,seed,split,points,log_p_hat,log_p_hat_se,elbo_q,elbo_q_se,elbo_q_star,elbo_q_star_se,"
                + "approximation_gap,approximation_gap_se,amortization_gap,amortization_gap_se,"
                + "inference_gap,inference_gap_se");
    assertThat(gaps).hasSize(7);
    assertThat(gaps.get(1)).startsWith("amortized,1,train,6,");
    assertThat(gaps.get(4)).startsWith("svi-warm,1,test,6,");
    for (String line : gaps.subList(1, 7)) {
      double[] values =
          Arrays.stream(line.split(",")).skip(4).mapToDouble(Double::parseDouble).toArray();
      assertThat(values[10]).as("inference gap").isCloseTo(values[0] - values[2], within(1e-6));
      assertThat(values[6] + values[8]).isCloseTo(values[10], within(1e-6));
    }
    List<String> metrics = Files.readAllLines(out.resolve("metrics.csv"));
    assertThat(metrics).hasSize(1 + 3 + 3 + 3);
    // 70 images, 2 epochs, 3 inner steps and one on θ.
    assertThat(metrics.get(5)).startsWith("svi-warm,1,2,6,560,");
    assertThat(Files.readString(out.resolve("summary.md")))
        .contains("## Checks")
        .contains("reconstructionLogProbability");
    for (String figure :
        List.of(
            "elbo-by-epoch",
            "elbo-by-seconds",
            "elbo-by-gradients",
            "log-p-hat-by-epoch",
            "log-p-hat-by-seconds",
            "log-p-hat-by-gradients",
            "gap-bars",
            "log-likelihood-by-samples",
            "reconstructions",
            "samples")) {
      assertThat(ImageIO.read(out.resolve(figure + ".png").toFile()).getWidth()).isGreaterThan(300);
      assertThat(out.resolve(figure + ".svg")).isNotEmptyFile();
      assertThat(out.resolve(figure + ".csv")).isNotEmptyFile();
    }
    assertThat(out.resolve("config.json")).content().contains("\"latent\" : 2");
    assertThat(out.resolve("amortized-seed-1.ckpt")).exists();
    assertThat(out.resolve("svi-warm-seed-1.ckpt")).exists();
    try (Stream<Path> files = Files.walk(out)) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".tmp"));
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void anInterruptedRunSaysHowToResumeAndEndsAsAnUninterruptedOne() throws Exception {
    Path whole = folder.resolve("whole");
    assertThat(experiment(whole).status()).isZero();

    Path part = folder.resolve("part");
    Progress.install(
        event -> {
          if (event.task().equals("training, svi-warm-seed-1") && event.done() == 4) {
            Thread.currentThread().interrupt();
          }
        });
    Outcome interrupted = experiment(part);
    assertThat(Thread.interrupted()).isTrue();
    Progress.install(event -> {});
    assertThat(interrupted.status()).isEqualTo(130);
    assertThat(interrupted.err())
        .contains("./vaelab run svi-vs-amortized --resume " + part)
        .doesNotContain("\tat ");

    Outcome resumed = run("run", "svi-vs-amortized", "--resume", part.toString());
    assertThat(resumed.err()).isEmpty();
    assertThat(resumed.status()).isZero();
    assertThat(part.resolve("gaps.csv")).hasSameTextualContentAs(whole.resolve("gaps.csv"));
    assertThat(withoutSeconds(part)).isEqualTo(withoutSeconds(whole));
  }

  private static List<String> withoutSeconds(Path run) throws Exception {
    return Files.readAllLines(run.resolve("metrics.csv")).stream()
        .map(line -> line.split(",", -1))
        .map(cells -> String.join(",", cells[0], cells[1], cells[2], cells[3], cells[4], cells[6]))
        .toList();
  }

  @Test
  void badInputGetsOneSentenceAndOverwritesNothing() throws Exception {
    Outcome unknownSet = run("run", "svi-vs-amortized", "--data", "cifar", "--out", folder + "/a");
    assertThat(unknownSet.status()).isEqualTo(1);
    assertThat(unknownSet.err()).startsWith("vaelab: ").contains("cifar").contains("mnist");
    assertThat(unknownSet.err().lines()).hasSize(1);

    Path full = Files.createDirectory(folder.resolve("full"));
    Files.writeString(full.resolve("thesis.txt"), "precious");
    Outcome notEmpty = experiment(full);
    assertThat(notEmpty.status()).isEqualTo(1);
    assertThat(notEmpty.err()).contains("is not empty");
    assertThat(full.resolve("thesis.txt")).hasContent("precious");

    Outcome underAFile = experiment(full.resolve("thesis.txt").resolve("run"));
    assertThat(underAFile.status()).isEqualTo(1);
    assertThat(underAFile.err()).contains("cannot be written");
    assertThat(full.resolve("thesis.txt")).hasContent("precious");

    Files.writeString(folder.resolve("own/train-images-idx3-ubyte"), "no images");
    Outcome broken = experiment(folder.resolve("b"));
    assertThat(broken.status()).isEqualTo(1);
    assertThat(broken.err()).contains("train-images-idx3-ubyte");
    assertThat(broken.err().lines()).hasSize(1);
  }

  @Test
  void usageErrorsExitWithTwo() {
    Outcome misspelt = run("run", "svi-vs-amortized", "--laten", "3");
    assertThat(misspelt.status()).isEqualTo(2);
    assertThat(misspelt.err()).contains("--laten").contains("Possible solutions: --latent");
    assertThat(misspelt.err().lines()).hasSize(3);
    assertThat(run("run", "svi-vs-amortized", "--latent", "many").status()).isEqualTo(2);
    assertThat(run("run", "svi-vs-amortized", "--latent", "0").status()).isEqualTo(2);
    assertThat(run("run", "svi-vs-amortized", "--hidden", "a,b").status()).isEqualTo(2);
    Outcome huge = run("run", "estimators", "--preset", "huge");
    assertThat(huge.status()).isEqualTo(2);
    assertThat(huge.err()).contains("'--preset'", "expected one of quick, full but was 'huge'");
    Outcome grey = run("run", "svi-vs-amortized", "--binarisation", "none");
    assertThat(grey.status()).isEqualTo(2);
    assertThat(grey.err()).contains("Grey pixels have no Bernoulli likelihood");
    Outcome mixed = run("run", "svi-vs-amortized", "--resume", "x", "--latent", "3");
    assertThat(mixed.status()).isEqualTo(2);
    assertThat(mixed.err()).contains("--latent");
    assertThat(run("data", "fetch", "nothing").status()).isEqualTo(2);
  }

  @Test
  void resultsThatCannotBeRightHaveAnExitStatusOfTheirOwn() throws Exception {
    Path out = folder.resolve("diverged");
    Outcome diverged = experiment(out, "--learning-rate", "4");
    assertThat(diverged.status()).isEqualTo(3);
    assertThat(diverged.err()).contains("vaelab: implausible: amortized, seed 1, train");
    assertThat(out.resolve("summary.md"))
        .content()
        .contains("**WARNING:** amortized, seed 1, train");
  }

  @Test
  void oneTestImageIsEnoughToRun() throws Exception {
    Path out = folder.resolve("one");
    Outcome one = experiment(out, "--test-points", "1");
    assertThat(one.status()).isZero();
    assertThat(out.resolve("summary.md"))
        .content()
        .contains("test: one image has no standard error")
        .doesNotContain("NaN");
  }

  @Test
  void resumingNothingOrDamageIsRefused() throws Exception {
    Outcome nothing = run("run", "svi-vs-amortized", "--resume", folder + "/none");
    assertThat(nothing.status()).isEqualTo(1);
    assertThat(nothing.err()).contains("holds no run");

    Path out = folder.resolve("run");
    assertThat(experiment(out).status()).isZero();
    byte[] damaged = Files.readAllBytes(out.resolve("amortized-seed-1.ckpt"));
    damaged[damaged.length / 2] ^= 4;
    Files.write(out.resolve("amortized-seed-1.ckpt"), damaged);
    Outcome refused = run("run", "svi-vs-amortized", "--resume", out.toString());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("amortized-seed-1.ckpt").contains("damaged");
    assertThat(Files.readAllBytes(out.resolve("amortized-seed-1.ckpt"))).isEqualTo(damaged);
  }

  /// A start makes the options of no command but its own.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--help",
        "--version",
        "inf",
        "info surplus",
        "run",
        "run --help",
        "run trian",
        "run train --epoch 3",
        "run train --epochs none",
        "--help run train",
        "evaluate --help",
        "evaluate --samples 3",
        "compress",
        "compress --help",
        "kernel --help",
        "data list --help"
      })
  void aStartSaysWhatTheWholeCommandLineSays(String arguments) {
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");
    assertThat(run(words)).isEqualTo(Cli.run(Main.commandLine(Main.NOTHING), words));
  }

  @Test
  void argumentsMayStandInAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("arguments"), "run train --help");
    Outcome help = run("@" + file);
    assertThat(help).isEqualTo(run("run", "train", "--help"));
    assertThat(help.out()).contains("--train-samples");
  }

  @Test
  void helpInfoAndDataListAnswer() {
    Outcome help = run("run", "svi-vs-amortized", "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("--inner-steps").contains("(default:").contains("nats");
    assertThat(help.out()).contains("[0 to 10,000,000]").contains("from 60% and 0.1 from 85%");
    assertThat(run("--help").out()).contains("sanity checks");
    assertThat(run("evaluate", "--help").out()).contains("(default: 100) [0 or 2 to");
    assertThat(run("info").out()).contains("native build");
    assertThat(run("data", "list", "--data-dir", folder.toString()).out())
        .contains("stroke-digits")
        .contains("./vaelab data fetch mnist");
  }
}
