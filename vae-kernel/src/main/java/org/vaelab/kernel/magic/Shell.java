package org.vaelab.kernel.magic;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `!command`: runs a line of the system's shell and shows what it writes as it comes.
final class Shell {
  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

  private Shell() {}

  /// Runs a command to its end, or until the cell is stopped: then it ends with all that it
  /// started. It has no input.
  ///
  /// @param environment what it has beside the kernel's own
  static void run(String command, Map<String, String> environment)
      throws MagicException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            WINDOWS ? List.of("cmd.exe", "/c", command) : List.of("/bin/sh", "-c", command));
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new MagicException("The shell cannot be started: %s".formatted(e.getMessage()));
    }
    try {
      Thread errors = pump(process.getErrorStream(), System.err);
      Thread output = pump(process.getInputStream(), System.out);
      int status = process.waitFor();
      // What the command left running in the background may hold its output open.
      output.join(1000);
      errors.join(1000);
      if (status != 0) {
        throw new MagicException("The command ended with status %d: %s".formatted(status, command));
      }
    } finally {
      if (process.isAlive()) {
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
            .toList()
            .forEach(ProcessHandle::destroyForcibly);
      }
    }
  }

  /// The thread belongs to the cell, as what it prints does.
  private static Thread pump(InputStream in, PrintStream out) {
    return Thread.ofPlatform()
        .daemon()
        .name("shell")
        .start(
            () -> {
              byte[] buffer = new byte[8192];
              try (in) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                  out.write(buffer, 0, n);
                }
              } catch (IOException e) {
                // The command was ended, and its output with it.
              }
            });
  }
}
