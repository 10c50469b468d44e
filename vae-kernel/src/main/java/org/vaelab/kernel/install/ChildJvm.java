package org.vaelab.kernel.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A JVM that was run to its end.
///
/// @param status of its exit
/// @param lines that it wrote
record ChildJvm(int status, List<String> lines) {

  /// Runs a command.
  ///
  /// @throws IOException if it cannot be started, or takes longer than the limit
  static ChildJvm run(List<String> command, long limitSeconds)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("vaelab-kernel", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("it gave no answer in %d s".formatted(limitSeconds));
      }
      return new ChildJvm(process.exitValue(), Files.readAllLines(log));
    } finally {
      Files.deleteIfExists(log);
    }
  }
}
