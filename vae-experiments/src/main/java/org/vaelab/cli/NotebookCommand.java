package org.vaelab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vaelab.data.Datasets;
import org.vaelab.kernel.install.KernelInstaller;
import org.vaelab.kernel.install.NotebookServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "notebook",
    description = "Opens Jupyter with the kernel of this project, on the project's notebooks.",
    mixinStandardHelpOptions = true)
final class NotebookCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      defaultValue = "notebooks",
      description = "Directory to open (default: ${DEFAULT-VALUE}).")
  private Path directory;

  @Option(
      names = "--jupyter",
      paramLabel = "ARG",
      description = "An argument for Jupyter, such as --jupyter=--allow-root; as many as wanted.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return NotebookServer.find()
        .orElseThrow(NotebookServer::missing)
        .open(
            directory,
            arguments,
            // A kernel runs where its notebook lies, and a relative path means another place there.
            Map.of(
                Datasets.DATA_DIRECTORY_VARIABLE,
                Datasets.dataDirectory(Optional.empty()).toAbsolutePath().toString()),
            new KernelInstaller(spec.commandLine().getOut()));
  }
}
