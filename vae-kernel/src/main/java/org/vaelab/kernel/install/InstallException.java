package org.vaelab.kernel.install;

/// The kernel cannot be installed, removed or started; the message is for the user.
public final class InstallException extends RuntimeException {
  public InstallException(String message) {
    super(message);
  }

  InstallException(String message, Throwable cause) {
    super(message, cause);
  }
}
