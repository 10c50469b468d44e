package org.vaelab.kernel.install;

import java.nio.file.Path;
import java.util.List;

/// What an installed kernel consists of.
///
/// @param directory of the kernel, `kernels/NAME` in a data directory of Jupyter
/// @param displayName what a notebook's menu calls it
public record KernelSpec(Path directory, String displayName) {
  public static final String DISPLAY_NAME = "Java (VAE Lab)";

  public KernelSpec {
    if (displayName.isBlank()) {
      throw new InstallException(
          "The display name is blank; give the name that the notebook's menu is to show.");
    }
  }

  /// @param dataDirectory one of Jupyter's data directories
  /// @param name of the kernel: letters, digits, `-`, `_` and `.`, but not dots alone, for these
  ///     name the directories above
  /// @throws InstallException if the name is not allowed
  public static KernelSpec of(Path dataDirectory, String name) {
    if (!name.matches("[A-Za-z0-9._-]*[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
      throw new InstallException(
          "'%s' cannot be a kernel's name; use letters, digits, '-', '_' and '.', not dots alone."
              .formatted(name));
    }
    return new KernelSpec(
        dataDirectory.toAbsolutePath().resolve("kernels").resolve(name), DISPLAY_NAME);
  }

  /// The same under another name in menus: two versions beside each other need two.
  public KernelSpec called(String displayName) {
    return new KernelSpec(directory, displayName);
  }

  Path json() {
    return directory.resolve("kernel.json");
  }

  Path launcher() {
    return directory.resolve("start.sh");
  }

  /// The JVM's arguments, one per line, as `@file` of its command line.
  Path arguments() {
    return directory.resolve("java.args");
  }

  Path cache() {
    return directory.resolve("kernel.aot");
  }

  /// The project's own classes, packed: the cache needs jars.
  Path jars() {
    return directory.resolve("lib");
  }

  /// The class path it was made from, one entry per line with size and time.
  Path fingerprint() {
    return directory.resolve("class-path");
  }

  static List<Integer> logoSizes() {
    return List.of(32, 64);
  }

  Path logo(int size) {
    return directory.resolve("logo-%dx%d.png".formatted(size, size));
  }

  Path logoSvg() {
    return directory.resolve("logo-svg.svg");
  }
}
