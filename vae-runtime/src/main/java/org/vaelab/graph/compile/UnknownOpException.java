package org.vaelab.graph.compile;

/// Plans have no step of their own for an op, or for a form of it: ND4J must execute that op.
final class UnknownOpException extends RuntimeException {
  UnknownOpException(String what) {
    super(what, null, false, false);
  }
}
