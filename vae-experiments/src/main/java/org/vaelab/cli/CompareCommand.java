package org.vaelab.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.vaelab.experiment.RunComparison;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "compare",
    description =
        "Puts finished runs of one experiment side by side: settings that differ, and main results with the errors of their differences, paired where points and bits are the same.",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "The run to compare others with.")
  private Path first;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "RUN", description = "The others.")
  private List<Path> others;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(new RunComparison(first, others).text());
    return CommandLine.ExitCode.OK;
  }
}
