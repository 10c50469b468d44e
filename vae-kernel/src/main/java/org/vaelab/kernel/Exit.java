package org.vaelab.kernel;

import java.time.Duration;

/// The end of the process.
final class Exit {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private Exit() {}

  /// Ends the process in order, and without order if a shutdown hook hangs.
  static void now() {
    now(0);
  }

  /// The same with a status that a cell asked for.
  static void now(int status) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                Thread.sleep(PATIENCE);
              } catch (InterruptedException e) {
                // The process must end all the same.
              }
              Runtime.getRuntime().halt(1);
            });
    Thread.ofPlatform().start(() -> System.exit(status));
  }
}
