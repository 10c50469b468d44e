package org.vaelab.npz;

import org.vaelab.files.Printable;

/// A file could not be read or written as `.npz`, or does not hold what is needed.
public final class NpzException extends RuntimeException {
  public NpzException(String message) {
    super(Printable.of(message));
  }

  public NpzException(String message, Throwable cause) {
    super(Printable.of(message), cause);
  }
}
