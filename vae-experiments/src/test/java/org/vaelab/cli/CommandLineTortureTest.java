package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;
import org.vaelab.Torture;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Command lines drawn from the model of all commands, so that new options are tried by themselves,
/// with values from the sensible to the absurd, on tiny data: each ends in time with a status that
/// is documented, in sentences. Nothing is installed, downloaded or opened.
@Tag("torture")
@ExtendWith(MutedProgress.class)
class CommandLineTortureTest {
  private static final long MOST_SECONDS = 300;
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
    "true",
    "..",
    ".",
    "/dev/null",
    "4g",
    "--",
    "\t",
    "\ufffd\033[2J"
  };

  /// Options that bound what a try costs, and small values for each.
  private static final Map<String, List<String>> SMALL =
      Map.ofEntries(
          Map.entry(
              "gradients",
              List.of(
                  ("--latent=2 --epochs=1 --dimensions=1,2 --sample-counts=1,2 --estimates=5"
                          + " --train-samples=2 --learning-rate-factors=1 --seeds=1"
                          + " --gradient-points=1 --points=3 --samples=5 --curve-points=3"
                          + " --curve-samples=2")
                      .split(" "))),
          Map.entry(
              "inner-optimisers",
              List.of(
                  ("--latent=2 --hidden=4 --epochs=1 --batch=32 --seeds=1 --points=3"
                          + " --selection-points=2 --steps=2,4 --samples=1,2 --most-gradients=6"
                          + " --optimal-steps=2 --optimal-samples=1 --elbo-samples=4 --repeats=2")
                      .split(" "))),
          Map.entry(
              "amortization",
              List.of(
                  ("--latent=2 --hidden=4 --epochs=1 --batch=32 --held-out=none --encoder-images=20"
                          + " --points=3 --optimal-steps=2 --optimal-samples=1 --elbo-samples=4"
                          + " --steps=1,2 --timed=2 --repeats=2")
                      .split(" "))),
          Map.entry(
              "autoencoder",
              List.of(
                  ("--latent=2 --hidden=4 --epochs=1 --batch=32 --betas=3 --lambdas=0.01 --warm-up=1"
                          + " --points=3 --samples=4 --principal-components=2")
                      .split(" "))),
          Map.entry(
              "messages",
              List.of(
                  ("--latent=2 --hidden=4 --epochs=1 --batch=32 --points=3 --samples=4 --bits=2"
                          + " --widths=0.5 --chains=2 --svi-steps=1 --optimal-steps=2")
                      .split(" "))),
          Map.entry(
              "latent-space",
              List.of(
                  "--latent=2 --hidden=4 --epochs=1 --batch=32 --points=3 --samples=4".split(" "))),
          Map.entry(
              "missing-pixels",
              List.of(
                  ("--latent=2 --hidden=4 --epochs=1 --batch=32 --joint-hidden=4 --joint-epochs=1"
                          + " --images=2 --steps=2 --step-samples=2 --sweeps=1 --samples=4"
                          + " --train-samples=2 --points=3 --test-steps=2")
                      .split(" "))),
          Map.entry(
              "mixture",
              List.of(
                  ("--latent=2 --hidden=4 --epochs=1 --clusters=2 --restarts=1 --seeds=1"
                          + " --principal-components=2 --points=30 --draws=2")
                      .split(" "))),
          Map.entry(
              "svi-vs-amortized",
              List.of(
                  ("--latent=2 --hidden=4 --seeds=1 --gradients=2 --seconds=0.01 --epochs=1"
                          + " --batch=32 --inner-steps=2 --inner-rate-factors=1 --learning-rate-factors=1 --pilot-points=4"
                          + " --inner-schedules=constant --pilot-gradients=2 --test-steps=2"
                          + " --optimal-steps=3 --optimal-samples=2 --samples=10 --points=4"
                          + " --curve-points=4 --curve-samples=3")
                      .split(" "))),
          Map.entry(
              "train",
              List.of(
                  ("--latent=2 --hidden=4 --epochs=1 --batch=32 --inner-steps=2 --test-steps=2"
                          + " --samples=10 --curve-points=4 --likelihood-points=4")
                      .split(" "))),
          Map.entry(
              "estimators",
              List.of(
                  ("--latent=2 --hidden=4 --epochs=1 --dimensions=4 --points=3 --samples=10"
                          + " --temperatures=2,3 --chains=2 --leapfrog-steps=2 --simulated=2")
                      .split(" "))),
          Map.entry(
              "inference-gap",
              List.of(
                  ("--latent=2 --hidden=4 --epochs=1 --points=3 --selection-points=2 --samples=10"
                          + " --encoders=3 --optimal-steps=3 --optimal-samples=2 --elbo-samples=5"
                          + " --snapshots=1 --chains=2 --temperatures=0")
                      .split(" "))),
          Map.entry(
              "posterior-2d",
              List.of(
                  "--hidden=4 --epochs=1 --images=1 --optimal-steps=3 --optimal-samples=2"
                      .split(" "))),
          Map.entry(
              "svi",
              List.of(
                  ("--latent=2 --hidden=4 --epochs=1 --batch=32 --starts=warm --optimisers=adam"
                          + " --steps=2 --learning-rate-factors=1 --gradients=3 --seeds=1"
                          + " --test-steps=3 --points=4 --samples=5")
                      .split(" "))),
          Map.entry("toy-posterior", List.of("--steps=3", "--samples=2")),
          Map.entry("elbo", List.of("--steps=2", "--posteriors=2", "--samples=100")),
          Map.entry(
              "marginal-likelihood",
              List.of(
                  ("--latent=2 --hidden=4 --epochs=1 --train-samples=2 --images=2 --repetitions=3"
                          + " --samples=3 --missing=1")
                      .split(" "))),
          Map.entry("evaluate", List.of("--points=3", "--samples=10", "--optimal-steps=2")),
          Map.entry( // Never one that starts: an installation takes half a minute.
              "install", List.of("--heap=1k")));

  /// Commands that start other programs or read all data are tried less often.
  private static final int SELDOM = 40;

  @TempDir private Path folder;

  @BeforeEach
  void prepare() throws Exception {
    Cli.writeImages(folder);
  }

  @Test
  void everyCommandLineEndsInASentence() throws Exception {
    SplittableRandom random = Torture.random("command lines");
    trainAModel();
    List<CommandLine> commands = new ArrayList<>();
    collect(Main.commandLine(Main.NOTHING), commands);
    assertThat(commands)
        .extracting(command -> command.getCommandSpec().qualifiedName())
        .contains("vaelab export", "vaelab data fetch", "vaelab kernel install", "vaelab notebook")
        .contains("vaelab doctor", "vaelab evaluate", "vaelab run toy-posterior");
    Map<String, Map<Integer, Integer>> tally = new TreeMap<>();
    for (int i = 0; i < Torture.tries(); i++) {
      CommandLine command = commands.get(random.nextInt(commands.size()));
      if (command.getCommandName().equals("doctor") && random.nextInt(SELDOM) > 0) {
        continue;
      }
      Path out = folder.resolve("out-" + i);
      String[] arguments = draw(command, out, random);
      long start = System.nanoTime();
      Cli.Outcome outcome;
      try {
        outcome = Cli.run(arguments);
      } catch (Throwable e) {
        throw new AssertionError("try %d: %s".formatted(i, String.join(" ", arguments)), e);
      }
      String what =
          "try %d: %s%n%s%s"
              .formatted(i, String.join(" ", arguments), outcome.err(), outcome.out())
              .replaceAll("[^ -~\n\t]", "?");
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start))
          .as(what)
          .isLessThan(MOST_SECONDS);
      assertThat(outcome.status()).as(what).isIn(0, 1, 2, 3);
      assertThat(outcome.err()).as(what).doesNotContain("\tat ").doesNotContain("Exception:");
      boolean page = command.getCommandName().equals("doctor") && outcome.status() == 1;
      if (outcome.status() == 1 || outcome.status() == 2) {
        assertThat(sentences(outcome)).as(what).isEqualTo(page ? 0 : 1);
        assertThat(outcome.out().contains("FAIL")).as(what).isEqualTo(page);
      }
      if (outcome.status() == 2) {
        assertThat(out).as(what).doesNotExist();
      }
      tally
          .computeIfAbsent(command.getCommandName(), name -> new TreeMap<>())
          .merge(outcome.status(), 1, Integer::sum);
      delete(out);
    }
    System.out.println("Command lines by exit status: " + tally);
    assertThat(folder.resolve("data")).doesNotExist();
    assertThat(folder.resolve("prefix")).doesNotExist();
  }

  private void trainAModel() {
    Cli.Outcome outcome =
        Cli.run(
            ("run svi-vs-amortized --data %s --out %s "
                    + String.join(" ", SMALL.get("svi-vs-amortized")))
                .formatted(folder.resolve("own"), folder.resolve("run"))
                .split(" "));
    assertThat(outcome.status()).as(outcome.err()).isIn(0, 3);
    outcome = Cli.run("export", folder.resolve("run").toString(), "--npz", folder + "/model.npz");
    assertThat(outcome.status()).as(outcome.err()).isZero();
  }

  /// The commands without further ones below.
  private static void collect(CommandLine command, List<CommandLine> leaves) {
    if (command.getSubcommands().isEmpty()) {
      leaves.add(command);
    }
    command.getSubcommands().values().forEach(each -> collect(each, leaves));
  }

  private static long sentences(Cli.Outcome outcome) {
    return outcome
        .err()
        .lines()
        .filter(line -> line.startsWith("vaelab: ") && !line.startsWith("vaelab: note: "))
        .count();
  }

  private String[] draw(CommandLine command, Path out, SplittableRandom random) {
    String name = command.getCommandName();
    Map<String, String> values = new TreeMap<>();
    for (String small : SMALL.getOrDefault(name, List.of())) {
      values.put(small.split("=")[0], small.split("=")[1]);
    }
    List<OptionSpec> options = new ArrayList<>(command.getCommandSpec().options());
    // The full preset takes hours, and a path to write may be any place of the machine.
    options.removeIf(o -> List.of("--out", "--preset").contains(o.longestName()));
    // Quadrature over the kinks of a ReLU network, or of one ruined by its rate, takes minutes.
    if (name.equals("posterior-2d") || name.equals("estimators")) {
      options.removeIf(o -> List.of("--activation", "--learning-rate").contains(o.longestName()));
    }
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      OptionSpec option = options.get(random.nextInt(options.size()));
      values.put(option.longestName(), option.arity().max() == 0 ? null : value(option, random));
    }
    protect(command, values, out, random);
    List<String> arguments =
        new ArrayList<>(List.of(command.getCommandSpec().qualifiedName().split(" ")));
    arguments.removeFirst();
    values.forEach((key, value) -> arguments.add(value == null ? key : key + "=" + value));
    for (var _ : command.getCommandSpec().positionalParameters()) {
      if (random.nextInt(8) > 0) {
        arguments.add(parameter(name, random));
      }
    }
    if (random.nextInt(20) == 0) {
      arguments.add(random.nextInt(arguments.size() + 1), hostile(random));
    }
    // A word too many may be the directory that Jupyter is to open.
    if (arguments.contains("notebook")) {
      arguments.removeIf(word -> word.isEmpty() || new File(word).isDirectory());
      arguments.add(folder.resolve("no-notebooks").toString());
    }
    return arguments.toArray(String[]::new);
  }

  /// What keeps a command from the machine: its own directories, and no installation that succeeds.
  private void protect(
      CommandLine command, Map<String, String> values, Path out, SplittableRandom random) {
    String name = command.getCommandSpec().qualifiedName();
    if (name.startsWith("vaelab run ") || name.endsWith("doctor")) {
      values.put("--out", out.toString());
    }
    if (name.startsWith("vaelab kernel ")) {
      values.put("--prefix", folder.resolve("prefix").toString());
    }
    if (name.endsWith("install") && values.getOrDefault("--heap", "").equals("4g")) {
      values.put("--heap", "1k");
    }
    if (name.startsWith("vaelab data ")) {
      values.putIfAbsent("--data-dir", folder.resolve("data/none").toString());
    }
    if (name.endsWith("fetch")) {
      values.put("--data-dir", folder.resolve("own/train-images-idx3-ubyte").toString());
    }
    if (command.getCommandSpec().findOption("--data") != null
        && (name.startsWith("vaelab run ") || random.nextBoolean())) {
      values.put("--data", folder.resolve("own").toString());
    }
    if (name.endsWith("evaluate") && random.nextInt(8) > 0) {
      values.put("--npz", folder.resolve("model.npz").toString());
    }
    if (name.endsWith("export") && random.nextInt(8) > 0) {
      values.put("--npz", folder.resolve("exported.npz").toString());
    }
  }

  private String parameter(String command, SplittableRandom random) {
    return switch (command) {
      case "export", "compare" ->
          random.nextInt(4) > 0 ? folder.resolve("run").toString() : hostile(random);
      case "fetch" -> random.nextBoolean() ? "mnist" : hostile(random);
      default -> hostile(random);
    };
  }

  private static String hostile(SplittableRandom random) {
    return HOSTILE[random.nextInt(HOSTILE.length)];
  }

  private static String value(OptionSpec option, SplittableRandom random) {
    Class<?> type = option.auxiliaryTypes()[0];
    if (type.isEnum() && random.nextBoolean()) {
      Object[] constants = type.getEnumConstants();
      return constants[random.nextInt(constants.length)].toString();
    }
    return hostile(random);
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
