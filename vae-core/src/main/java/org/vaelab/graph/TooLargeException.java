package org.vaelab.graph;

/// Arrays that a graph, a model or an estimate needs are larger than the toolkit supports or than
/// the memory at hand. The message is one sentence: what is too large, and which option helps.
public final class TooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TooLargeException(String message) {
    super(message);
  }

  public TooLargeException(String message, Throwable cause) {
    super(message, cause);
  }
}
