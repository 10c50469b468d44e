package org.vaelab.graph.compile;

/// The graph has an op, or a form of an op, that a plan cannot express. It must be run by other
/// means.
public final class UnsupportedGraphException extends RuntimeException {
  UnsupportedGraphException(String reason) {
    super(reason);
  }
}
