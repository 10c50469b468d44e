package org.vaelab.progress;

/// Cooperative cancellation. Every loop of the toolkit that can last asks here between two steps;
/// Ctrl-C on the command line and the stop button of a notebook interrupt the working thread.
public final class Interrupts {
  private Interrupts() {}

  /// Whether the current thread was asked to stop. Leaves the request standing.
  public static boolean requested() {
    return Thread.currentThread().isInterrupted();
  }

  /// Throws [InterruptedTaskException] if the current thread was asked to stop.
  public static void check() {
    if (requested()) {
      throw new InterruptedTaskException();
    }
  }
}
