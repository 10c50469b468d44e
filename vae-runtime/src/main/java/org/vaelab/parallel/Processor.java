package org.vaelab.parallel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The processor that this runs on.
public final class Processor {
  private Processor() {}

  /// Its model as Linux names it, elsewhere its architecture.
  public static String name() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch"); // Not Linux.
    }
  }
}
