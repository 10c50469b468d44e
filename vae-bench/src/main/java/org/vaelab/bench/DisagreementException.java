package org.vaelab.bench;

/// Two engines computed different numbers for the same work.
public final class DisagreementException extends RuntimeException {
  public DisagreementException(String message) {
    super(message);
  }
}
