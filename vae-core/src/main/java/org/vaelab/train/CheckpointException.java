package org.vaelab.train;

/// A checkpoint cannot be written, read, or used for this run. The message says which and why.
public final class CheckpointException extends RuntimeException {
  public CheckpointException(String message) {
    super(message);
  }

  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
