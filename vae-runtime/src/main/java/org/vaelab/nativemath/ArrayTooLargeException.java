package org.vaelab.nativemath;

/// An array has more elements than are supported, or more bytes than there is memory for. The
/// message is a clause that says which.
public final class ArrayTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean memory;

  private ArrayTooLargeException(String clause, boolean memory, Throwable cause) {
    super(clause, cause);
    this.memory = memory;
  }

  static ArrayTooLargeException ofElements(String clause) {
    return new ArrayTooLargeException(clause, false, null);
  }

  static ArrayTooLargeException ofBytes(String clause, Throwable cause) {
    return new ArrayTooLargeException(clause, true, cause);
  }

  /// Whether more memory would have helped.
  public boolean isOfMemory() {
    return memory;
  }
}
