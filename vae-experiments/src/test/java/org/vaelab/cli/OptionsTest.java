package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.MutedProgress;
import org.vaelab.cli.Cli.Outcome;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.SettingsForm;

/// What options take and refuse: every number of every command, with values that make no sense.
@ExtendWith(MutedProgress.class)
class OptionsTest {
  private static final List<String> HOSTILE =
      List.of("-1", "0", "NaN", "Infinity", "2147483647", "1e300", "", "x");

  @TempDir private Path folder;

  static Stream<Arguments> numbers() {
    return Stream.concat(
            Stream.of(
                Map.entry("evaluate", EvaluateCommand.FORM),
                Map.entry("compress", CompressCommand.FORM)),
            Experiment.all().stream()
                .map(each -> Map.entry(each.name(), SettingsForm.of(each.settings()))))
        .flatMap(
            command ->
                command.getValue().settings().stream()
                    .filter(SettingSpec::isNumeric)
                    .map(setting -> Arguments.of(command.getKey(), "--" + setting.option())));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void everyNumberStatesItsRangeAndRefusesWhatLiesOutside(String command, String option)
      throws Exception {
    List<String> start =
        Experiment.all().stream().anyMatch(each -> each.name().equals(command))
            ? List.of("run", command)
            : List.of(command);
    String help = run(with(start, "--help")).out();
    assertThat(help.substring(help.indexOf(option + "=")))
        .as("help of %s", option)
        .containsPattern("\\[(0 or )?(between |any whole number|2]|[-\\d.,E]+ to )");
    for (String value : HOSTILE) {
      Path out = folder.resolve("runs/a");
      Outcome outcome = run(with(start, tiny(command, out, option, value)));
      assertThat(outcome.err()).as("%s %s", option, value).doesNotContain("\tat ");
      if (outcome.status() == 2) {
        assertThat(outcome.err()).contains("vaelab: ").contains(option);
        assertThat(outcome.err().lines().filter(line -> !line.contains("note:"))).hasSize(2);
        assertThat(out.getParent()).doesNotExist();
      } else if (outcome.status() == 1) {
        assertThat(outcome.err()).containsAnyOf("no-such-data", "none.npz");
        assertThat(out.getParent()).doesNotExist();
      } else {
        assertThat(outcome.status()).isIn(0, 3);
        delete(out.getParent());
      }
    }
  }

  /// Whatever is accepted fails for lack of data, or runs in no time.
  private String[] tiny(String command, Path out, String option, String value) {
    List<String> arguments = new ArrayList<>();
    switch (command) {
      case "evaluate" -> arguments.addAll(List.of("--npz", folder.resolve("none.npz").toString()));
      case "compress" ->
          arguments.addAll(
              List.of(
                  folder.resolve("none.npz").toString(), "--data=no-such-data", "--out=m.vaebb"));
      case "elbo" -> add(arguments, option, "--posteriors=1", "--samples=100", "--out=" + out);
      case "toy-posterior" -> add(arguments, option, "--steps=2", "--samples=2", "--out=" + out);
      case "estimators" ->
          add(arguments, option, "--model=vae", "--data=no-such-data", "--out=" + out);
      default -> add(arguments, option, "--data=no-such-data", "--out=" + out);
    }
    arguments.add(option + "=" + value);
    return arguments.toArray(String[]::new);
  }

  private static void add(List<String> arguments, String except, String... others) {
    Stream.of(others).filter(other -> !other.startsWith(except + "=")).forEach(arguments::add);
  }

  private static String[] with(List<String> start, String... more) {
    return Stream.concat(start.stream(), Stream.of(more)).toArray(String[]::new);
  }

  private static void delete(Path directory) throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--train-samples 0",
        "--curve-points 0",
        "--seeds 0",
        "--seconds 0",
        "--hidden 0",
        "--hidden 8,-1",
        "--batch 2147483647",
        "--latent 2147483647",
        "--learning-rate -1",
        "--learning-rate NaN",
        "--inner-rate -1",
        "--scale NaN",
        "--scale -1",
        "--inner-rate-factors 1,NaN",
        "--learning-rate-factors 0",
        "--train-points -1",
        "--gradients 0"
      })
  void impossibleSettingsAreRefusedBeforeAnythingIsWritten(String options) {
    Path out = folder.resolve("out");
    Outcome outcome =
        run(with(List.of("run", "svi-vs-amortized", "--out", out + ""), options.split(" ")));
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains(options.split(" ")[0] + " must be ");
    assertThat(out).doesNotExist();
  }

  @Test
  void valuesThatAreImpossibleTogetherAreRefused() {
    Outcome simulated =
        run(
            "run",
            "estimators",
            "--simulated",
            "1000000",
            "--dimensions",
            "4000",
            "--out=" + folder + "/a");
    assertThat(simulated.status()).isEqualTo(2);
    assertThat(simulated.err()).contains("--simulated").contains("--dimensions");
    Outcome twice = run("run", "inference-gap", "--encoders", "20;20", "--out=" + folder + "/a");
    assertThat(twice.status()).isEqualTo(2);
    assertThat(twice.err()).contains("--encoders names the widths [20] twice");
    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void aRefusedRunKeepsADirectoryThatWasThere() throws Exception {
    Path mine = Files.createDirectories(folder.resolve("mine"));
    assertThat(run("run", "svi-vs-amortized", "--data", "none", "--out", mine + "").status())
        .isEqualTo(1);
    assertThat(mine).isEmptyDirectory();
  }

  @Test
  void settingsInAFileAreCheckedToo() throws Exception {
    Path out = folder.resolve("toy");
    assertThat(run("run", "toy-posterior", "--steps=2", "--samples=2", "--out=" + out).status())
        .isIn(0, 3);
    Path config = out.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"steps\" : 2", "\"steps\" : -2"));
    Outcome outcome = run("run", "toy-posterior", "--resume", out.toString());
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("config.json").contains("--steps must be 1 to");
  }

  @Test
  void anOptionWithoutEffectIsSaidToHaveNone() {
    assertThat(
            run("run", "svi-vs-amortized", "--data=none", "--scale=0.2", "--out=" + folder + "/a")
                .err())
        .contains("note: --scale has no effect with --likelihood bernoulli.");
    assertThat(
            run(
                    "run",
                    "svi-vs-amortized",
                    "--data=none",
                    "--likelihood=gaussian",
                    "--scale=0.2",
                    "--out=" + folder + "/a")
                .err())
        .doesNotContain("note:");
    assertThat(
            run("run", "inference-gap", "--data=none", "--chains=3", "--out=" + folder + "/a")
                .err())
        .contains("note: --chains has no effect with --temperatures 0.");
    assertThat(
            run(
                    "run",
                    "estimators",
                    "--model=vae",
                    "--data=none",
                    "--dimensions=3",
                    "--out=" + folder + "/a")
                .err())
        .contains("note: --dimensions has no effect with --model vae.");
  }
}
