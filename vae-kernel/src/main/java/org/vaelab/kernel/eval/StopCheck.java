package org.vaelab.kernel.eval;

/// Called by the code of cells, on entry of every method and before every jump backwards.
public final class StopCheck {
  private static boolean anyStopping;
  private static boolean heapLow;
  private static volatile boolean armed;

  private StopCheck() {}

  /// Throws [CellStopped] on the thread of a cell that was asked to stop, and [OutOfMemoryError] on
  /// any thread before the heap is full.
  public static void check() {
    if (armed) {
      heed();
    }
  }

  private static void heed() {
    if (Thread.currentThread() instanceof CellThread thread && thread.stopping()) {
      throw new CellStopped();
    }
    HeapWatch.check();
  }

  /// Makes every later check look at its thread.
  static synchronized void arm() {
    anyStopping = true;
    armed = true;
  }

  /// Checks are free again; not to be called while an abandoned cell may still run.
  static synchronized void disarm() {
    anyStopping = false;
    armed = heapLow;
  }

  /// Makes every later check look at the heap, or no longer.
  static synchronized void setHeapLow(boolean low) {
    heapLow = low;
    armed = anyStopping || low;
  }
}
