package org.vaelab.cli;

import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.vaelab.data.Datasets;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.Preset;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.experiment.pointwise.PointwiseExperiment;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Interrupts;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Starts or continues an experiment. Its options are its settings, and those that every experiment
/// has.
///
/// @param <C> the experiment's settings
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class ExperimentCommand<C extends Settings> implements Callable<Integer> {
  private final Experiment<C, ?> experiment;
  private final SettingsForm<C> form;

  @Spec private CommandSpec spec;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "quick",
      description =
          "Defaults of all other options: quick takes one to six minutes on two cores, full up to hours. (default: ${DEFAULT-VALUE})")
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

  @Mixin private DataDirectory dataDirectory;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "plan",
      description =
          "What runs the graphs: plan (compiled, fused) or samediff (for comparison, several times slower). (default: ${DEFAULT-VALUE})")
  private Engine engine;

  private final MasterOption master = new MasterOption();

  private ExperimentCommand(Experiment<C, ?> experiment) {
    this.experiment = experiment;
    form = SettingsForm.of(experiment.settings());
  }

  static CommandSpec of(Experiment<?, ?> experiment) {
    ExperimentCommand<?> command = new ExperimentCommand<>(experiment);
    CommandSpec spec = CommandSpec.forAnnotatedObject(command).name(experiment.name());
    spec.usageMessage().description(description(experiment));
    if (experiment instanceof PointwiseExperiment) {
      spec.addMixin("master", CommandSpec.forAnnotatedObject(command.master));
    }
    SettingOptions.add(spec, command.form);
    return spec;
  }

  /// What a list of the experiments needs.
  static CommandSpec outline(Experiment<?, ?> experiment) {
    return Main.outline(experiment.name(), description(experiment));
  }

  private static String[] description(Experiment<?, ?> experiment) {
    return experiment.description().split("\n");
  }

  @Override
  public Integer call() {
    if (resume != null) {
      refuseOtherSettings();
      RunDirectory directory = RunDirectory.open(resume);
      C settings = RunFiles.settings(directory, experiment.settings());
      RunFiles.machineNote(directory, engine.executor())
          .ifPresent(note -> spec.commandLine().getErr().println("Note: " + note));
      return run(settings, directory);
    }
    C settings = SettingOptions.read(spec, form, preset);
    noteIdle(settings);
    NewRun created = new NewRun(out == null ? defaultDirectory(settings.data()) : out);
    boolean done = false;
    try {
      int status = run(settings, created.directory());
      done = true;
      return status;
    } finally {
      if (!done) {
        created.discardIfUnused();
      }
    }
  }

  private int run(C settings, RunDirectory directory) {
    try (RunDirectory.Lock _ = directory.lock()) {
      Interrupts.check();
      Result result = measured(settings, directory);
      var terminal = spec.commandLine().getOut();
      terminal.println(result.text());
      terminal.println("Report: " + directory.resolve(RunFiles.REPORT));
      terminal.println("Tables, figures and checkpoints: " + directory.path());
      return status(spec, result.checks().failures());
    } catch (InterruptedTaskException e) {
      throw interrupted(directory, e);
    } catch (RuntimeException e) {
      // Reading through a channel fails where the thread is asked to stop, whatever is read.
      throw closedByInterrupt(e) ? interrupted(directory, new InterruptedTaskException()) : e;
    }
  }

  private Result measured(C settings, RunDirectory directory) {
    GraphExecutor executor = engine.executor();
    return experiment instanceof PointwiseExperiment<C, ?> pointwise
        ? master.with(
            executor,
            runner -> pointwise.run(settings, directory, dataDirectory.path(), executor, runner))
        : experiment.run(settings, directory, dataDirectory.path(), executor);
  }

  /// The exit status of results, after a sentence for each of their checks that failed.
  static int status(CommandSpec spec, List<String> failures) {
    for (String failure : failures) {
      spec.commandLine().getErr().println("vaelab: implausible: " + failure);
    }
    return failures.isEmpty() ? CommandLine.ExitCode.OK : Main.IMPLAUSIBLE;
  }

  /// Says which of the given options change nothing.
  private void noteIdle(C settings) {
    settings
        .withoutEffect()
        .forEach(
            (option, because) -> {
              if (spec.commandLine().getParseResult().hasMatchedOption("--" + option)) {
                spec.commandLine()
                    .getErr()
                    .println(
                        "vaelab: note: --%s has no effect with %s.".formatted(option, because));
              }
            });
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
                    dataDirectory.path().map(place -> " --data-dir " + place).orElse("")));
    return e;
  }

  private void refuseOtherSettings() {
    List<String> others =
        spec.commandLine().getParseResult().matchedOptions().stream()
            .map(option -> option.longestName())
            .filter(
                name -> !List.of("--resume", "--data-dir", "--engine", "--master").contains(name))
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
    return Path.of("runs", "%s-%s-%s".formatted(spec.name(), Datasets.shortName(label), time));
  }
}
