package org.vaelab.experiment;

/// An experiment cannot run as asked. The message is one sentence that says what is wrong and what
/// to do.
public final class ExperimentException extends RuntimeException {
  public ExperimentException(String message) {
    super(message);
  }

  public ExperimentException(String message, Throwable cause) {
    super(message, cause);
  }
}
