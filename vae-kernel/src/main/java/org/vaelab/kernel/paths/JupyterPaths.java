package org.vaelab.kernel.paths;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where Jupyter looks for kernels and keeps its data.
public final class JupyterPaths {
  private JupyterPaths() {}

  /// The data directory of the user.
  ///
  /// @param environment the process's environment
  public static Path user(Map<String, String> environment) {
    String configured = environment.get("JUPYTER_DATA_DIR");
    if (configured != null && !configured.isBlank()) {
      return Path.of(configured);
    }
    String named = environment.get("HOME"); // As Jupyter does; the JVM asks the password file.
    Path home = Path.of(named == null || named.isBlank() ? System.getProperty("user.home") : named);
    String system = System.getProperty("os.name");
    if (system.startsWith("Mac")) {
      return home.resolve("Library").resolve("Jupyter");
    }
    String roaming = environment.get("APPDATA");
    if (system.startsWith("Windows") && roaming != null) {
      return Path.of(roaming).resolve("jupyter");
    }
    String dataHome = environment.get("XDG_DATA_HOME");
    return dataHome == null || dataHome.isBlank()
        ? home.resolve(".local").resolve("share").resolve("jupyter")
        : Path.of(dataHome).resolve("jupyter");
  }

  /// The data directory of the active Python environment (venv or conda), empty if none is.
  public static Optional<Path> sysPrefix(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("VIRTUAL_ENV"))
        .or(() -> Optional.ofNullable(environment.get("CONDA_PREFIX")))
        .map(prefix -> prefix(Path.of(prefix)));
  }

  /// The data directory below a prefix such as `/usr/local`.
  public static Path prefix(Path prefix) {
    return prefix.resolve("share").resolve("jupyter");
  }
}
