package org.vaelab.objective;

/// An objective became NaN or infinite. The message says where.
public final class NonFiniteObjectiveException extends RuntimeException {
  public NonFiniteObjectiveException(String message) {
    super(message);
  }
}
