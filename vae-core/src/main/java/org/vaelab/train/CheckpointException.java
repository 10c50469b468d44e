package org.vaelab.train;

/// A checkpoint cannot be written, read, or used for this run. The message says which and why.
public final class CheckpointException extends RuntimeException {
  public CheckpointException(String message) {
    super(printable(message));
  }

  public CheckpointException(String message, Throwable cause) {
    super(printable(message), cause);
  }

  /// Names come from a file, and a terminal obeys control characters.
  private static String printable(String message) {
    return message.replaceAll("\\p{Cc}", "?");
  }
}
