package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.Torture;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressListener;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Command lines drawn from the model of all commands, with values from the sensible to the absurd,
/// on tiny data: each ends in time with a status that is documented, in sentences.
@Tag("torture")
class CommandLineTortureTest {
  private static final long MOST_SECONDS = 60;
  private static final String[] HOSTILE = {
    "-1",
    "0",
    "1",
    "2",
    "3",
    "NaN",
    "Infinity",
    "-Infinity",
    "2147483647",
    "-2147483648",
    "1e300",
    "1e-300",
    "",
    " ",
    "x",
    "0x10",
    "1,2",
    "1;2",
    "none",
    "9999999999999999999",
    "½",
    "../..",
    "-",
    "'",
    "%s",
    "${sys:user.home}",
    "@file",
    "vae",
    "full",
    "linear",
    "1,1,1",
    "true"
  };

  /// Options that bound what a try costs, and small values for each.
  private static final Map<String, List<String>> SMALL =
      Map.of(
          "svi-vs-amortized",
          List.of(
              ("--latent=2 --hidden=4 --epochs=1 --svi-epochs=1 --batch=32 --inner-steps=2"
                      + " --test-steps=2 --optimal-steps=3 --optimal-samples=2 --samples=10"
                      + " --gap-points=4 --curve-points=4 --likelihood-points=4")
                  .split(" ")),
          "estimators",
          List.of(
              ("--latent=2 --hidden=4 --epochs=1 --dimensions=4 --points=3 --samples=10"
                      + " --temperatures=2,3 --chains=2 --leapfrog-steps=2 --simulated=2")
                  .split(" ")),
          "inference-gap",
          List.of(
              ("--latent=2 --hidden=4 --epochs=1 --points=3 --selection-points=2 --samples=10"
                      + " --encoders=3 --optimal-steps=3 --optimal-samples=2 --elbo-samples=5"
                      + " --snapshots=1 --chains=2 --temperatures=0")
                  .split(" ")),
          "posterior-2d",
          List.of(
              "--hidden=4 --epochs=1 --images=1 --optimal-steps=3 --optimal-samples=2".split(" ")),
          "toy-posterior",
          List.of("--steps=3", "--samples=2"),
          "evaluate",
          List.of("--points=3", "--samples=10", "--optimal-steps=2"));

  @TempDir private Path folder;

  private ProgressListener before;

  @BeforeEach
  void silence() throws Exception {
    Cli.writeImages(folder);
    before = Progress.install(event -> {});
  }

  @AfterEach
  void restore() {
    Progress.install(before);
  }

  @Test
  void everyCommandLineEndsInASentence() throws Exception {
    SplittableRandom random = Torture.random("command lines");
    List<String> commands = SMALL.keySet().stream().sorted().toList();
    Map<Integer, Integer> tally = new TreeMap<>();
    for (int i = 0; i < Torture.tries(); i++) {
      String command = commands.get(random.nextInt(commands.size()));
      Path out = folder.resolve("out-" + i);
      String[] arguments = draw(command, out, random);
      long start = System.nanoTime();
      Cli.Outcome outcome;
      try {
        outcome = Cli.run(arguments);
      } catch (Throwable e) {
        throw new AssertionError("try %d: %s".formatted(i, String.join(" ", arguments)), e);
      }
      String what = "try %d: %s%n%s".formatted(i, String.join(" ", arguments), outcome.err());
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start))
          .as(what)
          .isLessThan(MOST_SECONDS);
      assertThat(outcome.status()).as(what).isIn(0, 1, 2, 3);
      assertThat(outcome.err()).as(what).doesNotContain("\tat ").doesNotContain("Exception:");
      if (outcome.status() == 1) {
        assertThat(sentences(outcome)).as(what).isEqualTo(1);
      }
      if (outcome.status() == 2) {
        assertThat(sentences(outcome)).as(what).isEqualTo(1);
        assertThat(out).as(what).doesNotExist();
      }
      tally.merge(outcome.status(), 1, Integer::sum);
      delete(out);
    }
    System.out.println("Command lines by exit status: " + tally);
  }

  private static long sentences(Cli.Outcome outcome) {
    return outcome
        .err()
        .lines()
        .filter(line -> line.startsWith("vaelab: ") && !line.startsWith("vaelab: note: "))
        .count();
  }

  private String[] draw(String name, Path out, SplittableRandom random) {
    List<String> arguments = new ArrayList<>();
    CommandLine command = Main.commandLine();
    if (!name.equals("evaluate")) {
      arguments.add("run");
      command = command.getSubcommands().get("run");
    }
    arguments.add(name);
    command = command.getSubcommands().get(name);
    Map<String, String> values = new TreeMap<>();
    for (String small : SMALL.get(name)) {
      values.put(small.split("=")[0], small.split("=")[1]);
    }
    if (name.equals("evaluate")) {
      values.put("--npz", folder.resolve("own/train-images-idx3-ubyte").toString());
    } else {
      values.put("--out", out.toString());
    }
    if (command.getCommandSpec().findOption("--data") != null) {
      values.put("--data", folder.resolve("own").toString());
    }
    // Quadrature over the kinks of a ReLU network takes a minute an image.
    boolean quadrature = name.equals("posterior-2d") || name.equals("estimators");
    List<OptionSpec> options =
        command.getCommandSpec().options().stream()
            .filter(o -> !(quadrature && o.longestName().equals("--activation")))
            // The full preset takes hours, and a path may be any place of the machine.
            .filter(
                o ->
                    !List.of("--out", "--preset", "--help", "--version", "--csv", "--npz")
                        .contains(o.longestName()))
            .toList();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      OptionSpec option = options.get(random.nextInt(options.size()));
      values.put(option.longestName(), option.arity().max() == 0 ? null : value(option, random));
    }
    values.forEach((key, value) -> arguments.add(value == null ? key : key + "=" + value));
    return arguments.toArray(String[]::new);
  }

  private static String value(OptionSpec option, SplittableRandom random) {
    Class<?> type = option.auxiliaryTypes()[0];
    if (type.isEnum() && random.nextBoolean()) {
      Object[] constants = type.getEnumConstants();
      return constants[random.nextInt(constants.length)].toString();
    }
    return HOSTILE[random.nextInt(HOSTILE.length)];
  }

  private static void delete(Path directory) throws Exception {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
