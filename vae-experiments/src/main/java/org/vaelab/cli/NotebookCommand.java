package org.vaelab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vaelab.kernel.install.KernelInstaller;
import org.vaelab.kernel.install.NotebookServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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

  @Override
  public Integer call() throws IOException, InterruptedException {
    return NotebookServer.find()
        .orElseThrow(NotebookServer::missing)
        .open(directory, new KernelInstaller(spec.commandLine().getOut()));
  }
}
