package org.vaelab.kernel.eval;

/// Called by the code of cells, on entry of every method and before every jump backwards.
public final class StopCheck {
  private static volatile boolean anyStopping;

  private StopCheck() {}

  /// Throws [CellStopped] on the thread of a cell that was asked to stop.
  public static void check() {
    if (anyStopping && Thread.currentThread() instanceof CellThread thread && thread.stopping()) {
      throw new CellStopped();
    }
  }

  /// Makes every later check look at its thread.
  static void arm() {
    anyStopping = true;
  }

  /// Checks are free again; not to be called while an abandoned cell may still run.
  static void disarm() {
    anyStopping = false;
  }
}
