package org.vaelab.cli;

import java.util.function.Predicate;
import org.vaelab.experiment.Experiment;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command whose subcommands are the experiments.
@Command(
    name = "run",
    description = "Runs an experiment.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "EXPERIMENT")
final class RunCommand {
  private RunCommand() {}

  /// @param named the experiments that may run; the others get no options
  static CommandLine line(Predicate<String> named) {
    CommandLine line = new CommandLine(new RunCommand());
    if (named.test("run")) {
      for (Experiment<?, ?> each : Experiment.all()) {
        line.addSubcommand(
            named.test(each.name()) ? ExperimentCommand.of(each) : ExperimentCommand.outline(each));
      }
    }
    return line;
  }
}
