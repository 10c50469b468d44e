package org.vaelab.vector;

/// An array has more elements than are supported, or more bytes than there is memory for. The
/// message is a clause that says which.
public final class ArrayTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ArrayTooLargeException(String clause) {
    super(clause);
  }

  ArrayTooLargeException(String clause, Throwable cause) {
    super(clause, cause);
  }
}
