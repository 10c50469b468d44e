package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.MutedProgress;
import org.vaelab.cli.Cli.Outcome;
import org.vaelab.statistics.Estimate;

/// Runs side by side.
@ExtendWith(MutedProgress.class)
class CompareTest {
  @TempDir private Path folder;

  private Path images;

  @BeforeEach
  void prepare() throws Exception {
    images = Cli.writeImages(folder);
  }

  private Path finished(String name, String experiment, String more) {
    Path out = folder.resolve(name);
    String options = SmallRuns.options(experiment, images) + " " + more;
    Outcome outcome = run(("run " + experiment + " --out " + out + options).strip().split(" "));
    assertThat(outcome.status()).as(outcome.err()).isIn(0, 3);
    return out;
  }

  private static double[] values(Path run, String file, String field) throws Exception {
    JsonNode json = new ObjectMapper().readTree(run.resolve(file).toFile());
    return new ObjectMapper().treeToValue(json.at("/value/" + field), double[].class);
  }

  @Test
  void equalPointsArePairedAndOthersAreNot() throws Exception {
    Path one = finished("one", "svi-vs-amortized", "--learning-rate 0.002");
    Path two = finished("two", "svi-vs-amortized", "--learning-rate 0.003");
    Path other = finished("other", "svi-vs-amortized", "--seed 2");
    Outcome outcome = run("compare", one + "", two + "", other + "");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .contains("A  " + one, "B  " + two, "C  " + other)
        .containsPattern("learning-rate +0\\.002 +0\\.003 +0\\.001\n")
        .containsPattern("seed +1 +1 +2\n")
        .doesNotContain("hidden");
    String file = "evaluation/svi-warm-seed-1-test.json";
    Estimate paired =
        Estimate.ofDifference(
            values(two, file, "logLikelihood"), values(one, file, "logLikelihood"));
    Estimate ours = Estimate.of(values(one, file, "logLikelihood"));
    Estimate theirs = Estimate.of(values(other, file.replace("seed-1", "seed-2"), "logLikelihood"));
    String line =
        outcome
            .out()
            .lines()
            .filter(each -> each.startsWith("svi-warm, test: log p̂"))
            .findFirst()
            .get();
    assertThat(line)
        .contains(ours + " nats", theirs + " nats")
        .contains(
            String.format(
                Locale.ROOT, "%.3f ± %.3f, paired", paired.mean(), paired.standardError()))
        .endsWith(
            String.format(
                Locale.ROOT,
                "%.3f ± %.3f, unpaired",
                theirs.mean() - ours.mean(),
                Math.hypot(theirs.standardError(), ours.standardError())));
    assertThat(outcome.out()).contains("svi-warm, training: gradients");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train",
        "inference-gap",
        "estimators",
        "posterior-2d",
        "toy-posterior",
        "mixture"
      })
  void aRunDiffersFromItselfInNothing(String experiment) {
    Path one = finished("one", experiment, "");
    Outcome outcome = run("compare", one + "", one + "");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("All settings are the same.");
    String results = outcome.out().substring(outcome.out().indexOf("Results"));
    assertThat(results.lines().filter(line -> line.contains(": "))).hasSizeGreaterThan(1);
    assertThat(results.lines().filter(line -> line.contains(" nats ")))
        .allMatch(line -> line.endsWith("  0") || line.matches(".*  0(\\.000 ± 0\\.000)?, paired"));
  }

  private static void refused(Outcome outcome, int status, String... says) {
    assertThat(outcome.status()).isEqualTo(status);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines().filter(line -> !line.startsWith("Try "))).hasSize(1);
    assertThat(outcome.err()).startsWith("vaelab: ").contains(says);
  }

  @Test
  void whatCannotBeComparedIsOneSentence() throws Exception {
    Path toy = finished("toy", "toy-posterior", "");
    refused(run("compare"), 2, "RUN");
    refused(run("compare", toy + ""), 2, "RUN");
    refused(run("compare", toy + "", folder + "/none"), 1, "none holds no run");
    Path plane = finished("plane", "posterior-2d", "");
    refused(run("compare", toy + "", plane + ""), 1, plane + "", "another experiment");
    Path results = toy.resolve("results.json");
    String text = Files.readString(results);
    Files.writeString(results, text.replaceFirst("\"values\" : \\[ ", "\"values\" : [ 1, "));
    refused(run("compare", toy + "", toy + ""), 1, "results.json was changed");
    Files.delete(results);
    refused(run("compare", toy + "", toy + ""), 1, "has no results yet", "--resume");
    Path config = toy.resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replace("ToyPosteriorConfig", "LostSettings"));
    refused(run("compare", toy + "", toy + ""), 1, "LostSettings");
  }
}
