package org.vaelab.graph;

/// A graph uses an op whose result or gradient is wrong, unstable, or not tested here, or an array
/// that one of its ops does not take.
public final class RefusedOpException extends RuntimeException {
  RefusedOpException(String op, String variable, String reason) {
    super(
        "The graph uses the op '%s' (for variable '%s'), which is refused: %s"
            .formatted(op, variable, reason));
  }

  private RefusedOpException(String message) {
    super(message);
  }

  /// A single row where ND4J fails, or brings the JVM down.
  static RefusedOpException ofOneRow(String op) {
    return new RefusedOpException(
        "ND4J's operation %s cannot take a single row; compiled plans do not need it."
            .formatted(op));
  }
}
