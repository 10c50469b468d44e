package org.vaelab.kernel.eval;

import java.util.OptionalInt;

/// Takes the place of [System#exit(int)] in the code of cells, so that the front end hears of the
/// end before it comes.
public final class CellExit extends Error {
  private static volatile OptionalInt requested = OptionalInt.empty();

  private CellExit(int status) {
    super("System.exit(%d)".formatted(status), null, false, false);
  }

  /// Called by the code of cells.
  public static void exit(int status) {
    if (!(Thread.currentThread() instanceof CellThread)) {
      System.exit(status);
    }
    requested = OptionalInt.of(status);
    throw new CellExit(status);
  }

  /// The status with which a cell wants the kernel to end.
  public static OptionalInt requested() {
    return requested;
  }
}
