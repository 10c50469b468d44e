package org.vaelab.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The option that says where data sets are, for the commands that read some.
public final class DataDirectory {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where data sets are (default: $VAELAB_DATA, else data/).")
  private Path path;

  /// None for the usual places.
  public Optional<Path> path() {
    return Optional.ofNullable(path);
  }
}
