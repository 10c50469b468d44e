package org.vaelab.kernel.install;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The Jupyter that is installed on this machine.
///
/// @param command how it is started
public record NotebookServer(List<String> command) {
  private static final Path LOCAL_DATA = Path.of(".vaelab", "jupyter");

  /// JupyterLab if there, else the classic notebook.
  public static Optional<NotebookServer> find() {
    return Stream.of("jupyter-lab", "jupyter-notebook")
        .flatMap(
            name ->
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                    .map(directory -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new NotebookServer(List.of(program.toString())));
  }

  /// How to get Jupyter.
  public static InstallException missing() {
    return new InstallException(
        "Jupyter is not installed; get it with 'apt install jupyter-notebook' on Debian and Ubuntu,"
            + " or with 'pip install notebook', and run this again.");
  }

  /// Installs the kernel into a directory of the project, starts Jupyter and waits for its end.
  ///
  /// @param arguments more of them for Jupyter
  /// @param environment what Jupyter and its kernels find there
  /// @return Jupyter's exit status
  public int open(
      Path directory,
      List<String> arguments,
      Map<String, String> environment,
      KernelInstaller installer)
      throws IOException, InterruptedException {
    if (!Files.isDirectory(directory)) {
      throw new InstallException(
          "The directory %s does not exist; name one that holds notebooks.".formatted(directory));
    }
    Path data = LOCAL_DATA.toAbsolutePath();
    installer.installIfOutdated(KernelSpec.of(data, "vaelab"), JvmOptions.standard());
    List<String> all = new ArrayList<>(command);
    all.addAll(arguments);
    all.add(directory.toString());
    ProcessBuilder builder = new ProcessBuilder(all).inheritIO();
    builder.environment().putAll(environment);
    builder
        .environment()
        .merge(
            "JUPYTER_PATH", data.toString(), (before, ours) -> ours + File.pathSeparator + before);
    return builder.start().waitFor();
  }
}
