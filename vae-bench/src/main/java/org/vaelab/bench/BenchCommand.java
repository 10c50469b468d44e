package org.vaelab.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.RunDirectory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description =
        "Times training, SVI and importance sampling beside libtorch, plain SameDiff and the bare matrix products.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchCommand implements Callable<Integer> {
  private static final String LIBTORCH = "pytorch/cpu/linux-x86_64/libtorch_cpu.so";
  private static final int ROUNDS = 9;
  private static final int SCALING_ROUNDS = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--cases",
      paramLabel = "NAME",
      split = ",",
      description =
          "Cases to time, separated by commas: train-20, train-100, train-1000, svi-100, svi-1000, iwae, conv-100, vamp-100, flow-svi-100, made-100, gmm. (default: all)")
  private List<String> cases = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "Rounds in which the engines take turns, half a second each at least, or sizes are measured. (default: 9, with --scaling 3)")
  private Integer rounds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of every engine. (default: the number of processors)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--scaling",
      description =
          "Instead of comparing engines: how the toolkit's time grows with batch, K, data points, steps and latent size, and its memory with K.")
  private boolean scaling;

  @Option(
      names = "--cores",
      description =
          "Instead of comparing engines: the toolkit on one core and on all, and what a roofline model predicts for 4, 8 and 16.")
  private boolean cores;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the comparison's medians and ratios here.")
  private Path json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output directory (default: runs/bench-TIME).")
  private Path out;

  @Override
  public Integer call() {
    require(rounds == null || rounds >= 1, "--rounds must be at least 1, not " + rounds + ".");
    require(threads >= 1, "--threads must be at least 1, not " + threads + ".");
    require(!scaling || !cores, "--scaling and --cores are two measurements; name one.");
    require(!scaling || json == null, "--json goes with the comparison; leave out --scaling.");
    require(!cores || json == null, "--json goes with the comparison; leave out --cores.");
    require(!scaling || cases.isEmpty(), "--cases goes with the comparison; leave out --scaling.");
    List<BenchCase> chosen = available(chosen());
    if (chosen.isEmpty()) {
      return CommandLine.ExitCode.OK; // It has been said why.
    }
    RunDirectory directory = RunDirectory.create(out == null ? defaultDirectory() : out);
    String text =
        scaling ? scale(directory) : cores ? cores(chosen, directory) : compare(chosen, directory);
    var terminal = spec.commandLine().getOut();
    terminal.println(text);
    terminal.println("Tables and figures: " + directory.path());
    return CommandLine.ExitCode.OK;
  }

  private String scale(RunDirectory directory) {
    Scaling measurement = new Scaling(threads, directory.path());
    ScalingReport report =
        new ScalingReport(
            measurement.times(rounds == null ? SCALING_ROUNDS : rounds), measurement.peakMemory());
    report.write(directory);
    return report.text();
  }

  private String cores(List<BenchCase> chosen, RunDirectory directory) {
    List<BenchCase> ofProducts =
        chosen.stream().filter(one -> one.task().kind() != Task.Kind.MIXTURE).toList();
    try (Cores measurement = new Cores(threads, directory.path())) {
      CoresReport report = measurement.measure(ofProducts, rounds == null ? ROUNDS : rounds);
      report.write(directory);
      return report.text();
    }
  }

  private String compare(List<BenchCase> chosen, RunDirectory directory) {
    if (needs(chosen, Engine.LIBTORCH)
        && BenchCommand.class.getClassLoader().getResource(LIBTORCH) == null) {
      throw new ExperimentException(
          "libtorch for Linux on x86-64 is not on the class path; start with './vaelab bench' or build with -Pbench.");
    }
    List<CaseResult> results = new ArrayList<>();
    try (Comparison comparison = new Comparison(chosen, threads, directory.path())) {
      for (BenchCase one : chosen) {
        results.add(comparison.measure(one, rounds == null ? ROUNDS : rounds));
      }
      ComparisonReport report =
          new ComparisonReport(Machine.description(threads), comparison.descriptions(), results);
      report.write(directory);
      if (json != null) {
        writeJson(report);
      }
      return report.text();
    }
  }

  private List<BenchCase> chosen() {
    try {
      return cases.isEmpty()
          ? Arrays.asList(BenchCase.values())
          : cases.stream().map(BenchCase::of).distinct().sorted().toList();
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /// Without the cases whose peer is not installed, and says so.
  private List<BenchCase> available(List<BenchCase> chosen) {
    if (scaling || !needs(chosen, Engine.SCIKIT_LEARN)) {
      return chosen;
    }
    Optional<String> missing = ScikitLearn.missing();
    missing.ifPresent(why -> spec.commandLine().getErr().println("vaelab: " + why));
    return missing.isEmpty()
        ? chosen
        : chosen.stream().filter(one -> !needs(List.of(one), Engine.SCIKIT_LEARN)).toList();
  }

  private static boolean needs(List<BenchCase> chosen, Engine engine) {
    return chosen.stream().anyMatch(one -> one.task().engines().contains(engine));
  }

  private void require(boolean satisfied, String message) {
    if (!satisfied) {
      throw new CommandLine.ParameterException(spec.commandLine(), message);
    }
  }

  private void writeJson(ComparisonReport report) {
    try {
      Path target = json.toAbsolutePath();
      Path temporary = Files.createTempFile(target.getParent(), ".bench-", ".tmp");
      new ObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValue(temporary.toFile(), report.json());
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ExperimentException(
          "Cannot write %s: %s; choose a file in a directory that you can write to."
              .formatted(json, e.getMessage()),
          e);
    }
  }

  private static Path defaultDirectory() {
    String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now());
    return Path.of("runs", "bench-" + time);
  }
}
