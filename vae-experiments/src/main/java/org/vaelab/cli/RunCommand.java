package org.vaelab.cli;

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

  static CommandLine line() {
    CommandLine line = new CommandLine(new RunCommand());
    Experiment.all().forEach(each -> line.addSubcommand(ExperimentCommand.of(each)));
    return line;
  }
}
