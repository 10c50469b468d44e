package org.vaelab.data;

/// A data set cannot be used. The message is one sentence: what is wrong, where, what to do.
public final class DataException extends RuntimeException {
  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
