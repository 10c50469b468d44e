package org.vaelab.kernel.install;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where Jupyter looks for kernels.
public final class JupyterPaths {
  private JupyterPaths() {}

  /// The data directory of the user.
  ///
  /// @param environment the process's environment
  public static Path user(Map<String, String> environment) {
    String configured = environment.get("JUPYTER_DATA_DIR");
    if (configured != null) {
      return Path.of(configured);
    }
    String named = environment.get("HOME"); // As Jupyter does; the JVM asks the password file.
    Path home = Path.of(named == null || named.isBlank() ? System.getProperty("user.home") : named);
    if (System.getProperty("os.name").startsWith("Mac")) {
      return home.resolve("Library").resolve("Jupyter");
    }
    String dataHome = environment.get("XDG_DATA_HOME");
    return dataHome == null
        ? home.resolve(".local").resolve("share").resolve("jupyter")
        : Path.of(dataHome).resolve("jupyter");
  }

  /// The data directory of the active Python environment (venv or conda).
  ///
  /// @throws InstallException if none is active
  public static Path sysPrefix(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("VIRTUAL_ENV"))
        .or(() -> Optional.ofNullable(environment.get("CONDA_PREFIX")))
        .map(prefix -> prefix(Path.of(prefix)))
        .orElseThrow(
            () ->
                new InstallException(
                    "No Python environment is active (VIRTUAL_ENV and CONDA_PREFIX are not set);"
                        + " activate one, or use --user or --prefix DIR."));
  }

  /// The data directory below a prefix such as `/usr/local`.
  public static Path prefix(Path prefix) {
    return prefix.resolve("share").resolve("jupyter");
  }
}
