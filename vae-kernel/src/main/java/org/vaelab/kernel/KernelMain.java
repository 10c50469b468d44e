package org.vaelab.kernel;

import java.nio.file.Path;
import org.vaelab.kernel.history.History;
import org.vaelab.kernel.protocol.Connection;
import org.vaelab.nativemath.NativeBackend;

/// Entry point of the kernel's process. Jupyter starts it with the path of a connection file.
public final class KernelMain {
  private static final int USAGE = 2;

  private KernelMain() {}

  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      System.err.println(
          "vaelab kernel: expected one argument, the connection file; Jupyter passes it, so start"
              + " a notebook with './vaelab notebook'.");
      System.exit(USAGE);
    }
    NativeBackend.select();
    try {
      new JavaKernel(Connection.open(Path.of(arguments[0])), History.ofUser(System.getenv())).run();
    } catch (IllegalArgumentException e) {
      System.err.println("vaelab kernel: " + e.getMessage());
      System.exit(USAGE);
    }
  }
}
