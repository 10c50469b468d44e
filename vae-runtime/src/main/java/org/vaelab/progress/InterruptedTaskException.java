package org.vaelab.progress;

/// A long task was asked to stop and did so between two steps. The thread's interrupt flag is set.
public final class InterruptedTaskException extends RuntimeException {
  public InterruptedTaskException() {
    super("The task was interrupted.");
  }
}
