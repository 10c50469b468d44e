package org.vaelab.kernel.recall;

/// What a cell refers to is not there; the message is for the user.
public final class NotKeptException extends RuntimeException {
  NotKeptException(String message) {
    super(message);
  }
}
