package org.vaelab.kernel;

import java.time.Duration;

/// The end of the process.
final class Exit {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// For the socket library, whose thread writes the last messages and does not say when it has.
  private static final Duration LAST_WORDS = Duration.ofMillis(200);

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
              pause(PATIENCE);
              Runtime.getRuntime().halt(1);
            });
    Thread.ofPlatform()
        .start(
            () -> {
              pause(LAST_WORDS);
              System.exit(status);
            });
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      // The process must end all the same.
    }
  }
}
