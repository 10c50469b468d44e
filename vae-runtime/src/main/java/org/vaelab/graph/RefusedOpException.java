package org.vaelab.graph;

/// A graph uses an op whose result or gradient is wrong, unstable, or not tested here.
public final class RefusedOpException extends RuntimeException {
  RefusedOpException(String op, String variable, String reason) {
    super(
        "The graph uses the op '%s' (for variable '%s'), which is refused: %s"
            .formatted(op, variable, reason));
  }
}
