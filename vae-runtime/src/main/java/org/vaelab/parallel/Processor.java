package org.vaelab.parallel;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The processor that this runs on.
public final class Processor {
  private Processor() {}

  /// Its model as Linux names it, elsewhere its architecture.
  public static String name() {
    // A reader, as a channel would fail where the thread is interrupted.
    try (var file = new BufferedReader(new FileReader("/proc/cpuinfo", StandardCharsets.UTF_8))) {
      return file.lines()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch"); // Not Linux.
    }
  }
}
