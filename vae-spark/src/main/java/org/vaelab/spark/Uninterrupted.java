package org.vaelab.spark;

/// Calls of Spark that fail in a thread whose interrupt flag is set.
final class Uninterrupted {
  private Uninterrupted() {}

  /// Runs an action with the flag down, which is then as it was.
  static void run(Runnable action) {
    boolean interrupted = Thread.interrupted();
    try {
      action.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
