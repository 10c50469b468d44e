package org.vaelab.npz;

/// A file could not be read or written as `.npz`, or does not hold what is needed.
public final class NpzException extends RuntimeException {
  public NpzException(String message) {
    super(printable(message));
  }

  public NpzException(String message, Throwable cause) {
    super(printable(message), cause);
  }

  /// Names and headers come from a file, and a terminal obeys control characters.
  private static String printable(String message) {
    return message.replaceAll("\\p{Cc}", "?");
  }
}
