package org.vaelab.spark;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vaelab.cli.DataDirectory;
import org.vaelab.cli.Main;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.spark.sweep.Cell;
import org.vaelab.spark.sweep.Sweep;
import org.vaelab.spark.sweep.SweepDirectory;
import org.vaelab.spark.sweep.SweepFile;
import org.vaelab.spark.sweep.SweepRun;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "sweep",
    description =
        "Runs an experiment for every point of a grid of settings and several seeds (docs/spark.md), and collects the results into one table.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SweepCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "The sweep, as JSON: experiment, settings, grid, seeds.")
  private Path file;

  @Option(
      names = "--master",
      paramLabel = "URL",
      defaultValue = "local[*]",
      description =
          "Where cells run: local[N] in this process, N at a time, or spark://HOST:PORT. (default: ${DEFAULT-VALUE})")
  private String master;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output directory (default: runs/sweep-EXPERIMENT-TIME).")
  private Path out;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Finish the sweep in DIR: run the cells that are missing or failed.")
  private Path resume;

  @Mixin private DataDirectory dataDirectory;

  @Override
  public Integer call() {
    requireOneSweep();
    boolean anew = resume == null;
    Path source = anew ? file : resume.resolve(SweepDirectory.FILE);
    if (!anew) {
      SweepDirectory.open(resume);
    }
    String text = SweepFile.text(source);
    SweepFile wanted = SweepFile.of(text, source);
    Sweep sweep = Sweep.of(wanted, source);
    sweep.requireData(dataDirectory.path());
    sweep.notes(wanted).forEach(note -> err().println("vaelab: note: " + note));
    try (SparkConnection spark = SparkConnection.open(master, "sweep")) {
      SweepDirectory directory =
          anew
              ? SweepDirectory.create(out == null ? defaultDirectory(sweep) : out, text)
              : SweepDirectory.open(resume);
      try (RunDirectory.Lock _ = directory.directory().lock()) {
        directory.removeLeftovers();
        return finish(sweep, directory, spark);
      }
    }
  }

  private int finish(Sweep sweep, SweepDirectory directory, SparkConnection spark) {
    SweepRun run = new SweepRun(sweep, directory, dataDirectory.path(), err());
    Map<Cell, String> failed;
    try {
      failed = spark.onThreadsOfTasks(() -> run.run(spark.context()));
    } catch (InterruptedTaskException e) {
      err()
          .println(
              "Interrupted; the cells that are done are saved. Continue with:%n  ./vaelab sweep --resume %s%s"
                  .formatted(
                      directory.directory().path(),
                      dataDirectory.path().map(place -> " --data-dir " + place).orElse("")));
      throw e;
    }
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.println(run.tables().bySeeds().text());
    terminal.println("Tables, and the runs of all cells: " + directory.directory().path());
    List<String> implausible = run.implausible();
    implausible.forEach(line -> err().println("vaelab: implausible: " + line));
    if (!failed.isEmpty()) {
      err()
          .println(
              "vaelab: %d of %d cells failed; their results are missing from the tables. Try them again with --resume %s."
                  .formatted(failed.size(), sweep.cells().size(), directory.directory().path()));
      return CommandLine.ExitCode.SOFTWARE;
    }
    return implausible.isEmpty() ? CommandLine.ExitCode.OK : Main.IMPLAUSIBLE;
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private void requireOneSweep() {
    if ((file == null) == (resume == null)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Give the FILE of a sweep, or --resume DIR to finish one.");
    }
    if (resume != null && out != null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--resume finishes a sweep in its own directory; leave out --out.");
    }
  }

  private static Path defaultDirectory(Sweep sweep) {
    String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now());
    return Path.of("runs", "sweep-%s-%s".formatted(sweep.experiment().name(), time));
  }
}
