package org.vaelab.npz;

/// A file could not be read or written as `.npz`, or does not hold what is needed.
public final class NpzException extends RuntimeException {
  public NpzException(String message) {
    super(message);
  }

  public NpzException(String message, Throwable cause) {
    super(message, cause);
  }
}
