package org.vaelab.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.comparison.Strategy;
import org.vaelab.experiment.exchange.ModelExport;
import org.vaelab.experiment.exchange.OutputFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    description =
        "Writes a model of a train or svi-vs-amortized run, the frozen test images and the per-image results for NumPy (docs/npz.md).",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The run's directory.")
  private Path run;

  @Option(
      names = "--npz",
      paramLabel = "FILE",
      required = true,
      description = "The file to write, ending in .npz. " + OutputFile.RULE)
  private Path file;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "Which model of a svi-vs-amortized run, of its first seed: ${COMPLETION-CANDIDATES}. (default: amortized)")
  private Strategy strategy;

  @Mixin private DataDirectory dataDirectory;

  @Override
  public Integer call() {
    var arrays =
        ModelExport.write(
            RunDirectory.open(run), Optional.ofNullable(strategy), file, dataDirectory.path());
    spec.commandLine().getOut().println(file + ": " + String.join(", ", arrays));
    return CommandLine.ExitCode.OK;
  }
}
