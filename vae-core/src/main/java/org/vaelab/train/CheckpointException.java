package org.vaelab.train;

import org.vaelab.files.Printable;

/// A checkpoint cannot be written, read, or used for this run. The message says which and why.
public final class CheckpointException extends RuntimeException {
  public CheckpointException(String message) {
    super(Printable.of(message));
  }

  public CheckpointException(String message, Throwable cause) {
    super(Printable.of(message), cause);
  }
}
