package org.vaelab.kernel.magic;

/// A command cannot do what it was asked; the message is for the user.
final class MagicException extends Exception {
  MagicException(String message) {
    super(message);
  }
}
