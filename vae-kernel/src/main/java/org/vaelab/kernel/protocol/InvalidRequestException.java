package org.vaelab.kernel.protocol;

/// A request that is genuine but does not have the form that the protocol prescribes. It is
/// answered with its one sentence.
public final class InvalidRequestException extends RuntimeException {
  InvalidRequestException(String message) {
    super(message);
  }
}
