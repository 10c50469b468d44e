package org.vaelab.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.cli.HealthCheck.Finding;
import org.vaelab.data.DataException;
import org.vaelab.data.DatasetStatus;
import org.vaelab.data.Datasets;

/// What the machine offers.
final class SystemHealth {
  private static final int NEEDED_JDK = 25;
  private static final long GIB = 1L << 30;
  private static final long FEW_BYTES = GIB;
  private static final long TOO_FEW_BYTES = GIB / 20;

  private SystemHealth() {}

  static Finding jdk(int version) {
    String text = "%s in %s".formatted(Runtime.version(), System.getProperty("java.home"));
    if (version < NEEDED_JDK) {
      return Finding.fails(text, "install JDK 25 or later and set JAVA_HOME to it.");
    }
    return Files.isExecutable(Path.of(System.getProperty("java.home"), "bin", "javac"))
        ? Finding.works(text)
        : Finding.lacks(
            text + ", without a compiler",
            "notebooks and the build need a JDK, not a JRE: install one and set JAVA_HOME to it.");
  }

  static Finding maven(String path) {
    return Stream.of((path == null ? "" : path).split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "mvn"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> Finding.works(program.toString()))
        .orElseGet(
            () ->
                Finding.lacks(
                    "not on the PATH",
                    "building after a change needs it: apt install maven, or https://maven.apache.org."));
  }

  /// Reads every set that is there, so that damage is found now and not in a run.
  static Finding data(Optional<Path> given) {
    List<String> intact = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    for (DatasetStatus set : Datasets.list(given)) {
      if (!set.present()) {
        absent.add(set.name());
        continue;
      }
      try {
        Datasets.open(set.name(), given);
        intact.add(set.name());
      } catch (DataException e) {
        damaged.add(set.name() + " (" + e.getMessage() + ")");
      }
    }
    Path directory = Datasets.dataDirectory(given).toAbsolutePath().normalize();
    String text =
        "intact: %s%s; in %s"
            .formatted(
                String.join(", ", intact),
                absent.isEmpty() ? "" : "; not there: " + String.join(", ", absent),
                directory);
    if (!damaged.isEmpty()) {
      return Finding.fails(
          text + "; damaged: " + String.join(", ", damaged),
          "delete the damaged files and run ./vaelab data fetch NAME.");
    }
    return absent.isEmpty()
        ? Finding.works(text)
        : Finding.lacks(
            text,
            "if you want them: ./vaelab data fetch NAME, or name their place in VAELAB_DATA.");
  }

  static Finding disk(Path out) throws IOException {
    Path there = existing(out);
    long free = Files.getFileStore(there).getUsableSpace();
    return space(free, there);
  }

  static Finding space(long free, Path there) {
    String text = "%.1f GB free below %s".formatted((double) free / GIB, there);
    if (free < TOO_FEW_BYTES) {
      return Finding.fails(text, "free some space or write elsewhere with --out DIR.");
    }
    return free < FEW_BYTES
        ? Finding.lacks(text, "long runs with figures and checkpoints may need more.")
        : Finding.works(text);
  }

  /// Tries it with a file: permissions alone do not tell of read-only mounts.
  static Finding writable(Path out) {
    Path there = existing(out);
    try {
      if (!Files.isDirectory(there)) {
        throw new IOException(there + " is no directory");
      }
      Files.delete(Files.createTempFile(there, ".doctor-", ".tmp"));
      return Finding.works("%s can be written".formatted(there));
    } catch (IOException e) {
      return Finding.fails(
          "%s cannot be written (%s)".formatted(there, e.getClass().getSimpleName()),
          "change its permissions or write elsewhere with --out DIR.");
    }
  }

  /// The directory itself, or the one in which it would be made.
  private static Path existing(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    while (!Files.exists(path) && path.getParent() != null) {
      path = path.getParent();
    }
    return path;
  }
}
