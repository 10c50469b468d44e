package org.vaelab.cli;

import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Interrupts;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The options that every experiment has, and how an experiment is started or continued with them.
final class RunOptions {
  enum Preset {
    QUICK,
    FULL
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "quick",
      description =
          "Defaults of all other options: quick takes one or two minutes on two cores, full up to hours. (default: ${DEFAULT-VALUE})")
  private Preset preset;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output directory (default: runs/EXPERIMENT-DATA-TIME).")
  private Path out;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Continue the run in DIR with its own settings.")
  private Path resume;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where data sets are (default: $VAELAB_DATA, else data/).")
  private Path dataDir;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "plan",
      description =
          "What runs the graphs: plan (compiled, fused) or samediff (for comparison, several times slower). (default: ${DEFAULT-VALUE})")
  private Engine engine;

  Preset preset() {
    return preset;
  }

  /// Runs an experiment, or the rest of one.
  ///
  /// @param type of the settings
  /// @param settings as the options give them
  /// @param label what the run's directory is called after, besides the experiment and the time
  /// @return the exit status
  <C> int run(
      Class<C> type, Supplier<C> settings, Function<C, String> label, Experiment<C> experiment) {
    RunDirectory directory;
    C config;
    if (resume == null) {
      config = settings(settings);
      directory = RunDirectory.create(out == null ? defaultDirectory(label.apply(config)) : out);
    } else {
      refuseOtherSettings();
      directory = RunDirectory.open(resume);
      config = RunFiles.settings(directory, type);
      RunFiles.machineNote(directory, engine.executor())
          .ifPresent(note -> spec.commandLine().getErr().println("Note: " + note));
    }
    try (RunDirectory.Lock _ = directory.lock()) {
      Interrupts.check();
      String summary =
          experiment.run(config, directory, Optional.ofNullable(dataDir), engine.executor());
      var terminal = spec.commandLine().getOut();
      terminal.println(summary);
      terminal.println("Tables, figures and checkpoints: " + directory.path());
      return CommandLine.ExitCode.OK;
    } catch (InterruptedTaskException e) {
      throw interrupted(directory, e);
    } catch (RuntimeException e) {
      // Reading through a channel fails where the thread is asked to stop, whatever is read.
      throw closedByInterrupt(e) ? interrupted(directory, new InterruptedTaskException()) : e;
    }
  }

  private static boolean closedByInterrupt(Throwable e) {
    return e != null
        && (e instanceof ClosedByInterruptException || closedByInterrupt(e.getCause()));
  }

  private InterruptedTaskException interrupted(RunDirectory directory, InterruptedTaskException e) {
    spec.commandLine()
        .getErr()
        .println(
            "Interrupted; the run is saved. Continue it with:%n  ./vaelab run %s --resume %s%s"
                .formatted(
                    spec.name(),
                    directory.path(),
                    dataDir == null ? "" : " --data-dir " + dataDir));
    return e;
  }

  /// Impossible settings are a usage error.
  private <C> C settings(Supplier<C> settings) {
    try {
      return settings.get();
    } catch (ExperimentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void refuseOtherSettings() {
    List<String> others =
        spec.commandLine().getParseResult().matchedOptions().stream()
            .map(option -> option.longestName())
            .filter(name -> !List.of("--resume", "--data-dir", "--engine").contains(name))
            .toList();
    if (!others.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--resume continues a run with its own settings; leave out "
              + String.join(", ", others)
              + ".");
    }
  }

  private Path defaultDirectory(String label) {
    String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now());
    Path data = Path.of(label).getFileName();
    return Path.of("runs", "%s-%s-%s".formatted(spec.name(), data, time));
  }

  /// The option's value where it was given, else the preset's.
  static <T> T or(T option, T preset) {
    return option == null ? preset : option;
  }
}
