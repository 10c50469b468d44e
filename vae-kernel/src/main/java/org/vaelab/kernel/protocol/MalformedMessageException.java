package org.vaelab.kernel.protocol;

/// A message that is not one: wrong signature, missing frames, or content that is not JSON.
final class MalformedMessageException extends Exception {
  MalformedMessageException(String message) {
    super(message);
  }
}
