package org.vaelab.bench;

import org.vaelab.parallel.Processor;

/// The machine in words.
final class Machine {
  private Machine() {}

  static String description(int threads) {
    return "%s, %d cores, %d threads per engine, %s %s, Java %s"
        .formatted(
            Processor.name(),
            Runtime.getRuntime().availableProcessors(),
            threads,
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            Runtime.version());
  }
}
