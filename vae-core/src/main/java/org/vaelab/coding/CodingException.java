package org.vaelab.coding;

import org.vaelab.files.Printable;

/// A message cannot be made, or is not what it says that it is.
public final class CodingException extends RuntimeException {
  public CodingException(String message) {
    super(Printable.of(message));
  }

  public CodingException(String message, Throwable cause) {
    super(Printable.of(message), cause);
  }
}
