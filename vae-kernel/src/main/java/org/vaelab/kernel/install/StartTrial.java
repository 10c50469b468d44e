package org.vaelab.kernel.install;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.kernel.CacheRun;

/// Starts a kernel with the options that are about to be installed, and lets it run a few cells.
final class StartTrial {
  private static final long LIMIT_SECONDS = 120;

  private StartTrial() {}

  /// @throws InstallException if the kernel does not come up
  static void run(Path java, JvmOptions options, ClassPath classPath) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(options.arguments());
    command.addAll(List.of("-cp", classPath.toString(), CacheRun.class.getName()));
    try {
      ChildJvm ended = ChildJvm.run(command, LIMIT_SECONDS);
      if (ended.status() != 0) {
        throw failure(options, reason(ended.lines()), null);
      }
    } catch (IOException e) {
      throw failure(options, e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(options, "the trial was interrupted", e);
    }
  }

  /// The JVM says first what is wrong, and last that it gives up.
  private static String reason(List<String> lines) {
    return lines.stream()
        .filter(line -> line.contains("Error") || line.contains("Exception"))
        .findFirst()
        .or(() -> lines.stream().findFirst())
        .orElse("no reason given");
  }

  private static InstallException failure(JvmOptions options, String reason, Exception cause) {
    return new InstallException(
        "Nothing was installed: the kernel does not start with --heap %s and --native-memory %s (%s); give it more, or leave these options out."
            .formatted(options.heap(), options.nativeMemory(), reason),
        cause);
  }
}
