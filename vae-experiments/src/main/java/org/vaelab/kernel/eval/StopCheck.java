package org.vaelab.kernel.eval;

import java.util.concurrent.atomic.AtomicBoolean;
import org.vaelab.kernel.memory.Heap;

/// Called by the code of cells, on entry of every method and before every jump backwards.
public final class StopCheck {
  private static final AtomicBoolean HEAP_FULL = new AtomicBoolean();
  private static boolean anyStopping;
  private static volatile boolean armed;

  private StopCheck() {}

  /// Throws [CellStopped] on the thread of a cell that was asked to stop, and [OutOfMemoryError] on
  /// the first thread that comes by when the heap is nearly full: that is one that is busy.
  public static void check() {
    if (armed) {
      heed();
    }
  }

  private static void heed() {
    if (Thread.currentThread() instanceof CellThread thread && thread.stopping()) {
      throw new CellStopped();
    }
    if (HEAP_FULL.get() && HEAP_FULL.compareAndSet(true, false)) {
      throw new OutOfMemoryError(
          "Java heap space: of %,d MB hardly anything is free".formatted(Heap.max() >> 20));
    }
  }

  /// Makes every later check look at its thread.
  static synchronized void arm() {
    anyStopping = true;
    armed = true;
  }

  /// Checks are free again; not to be called while an abandoned cell may still run.
  static synchronized void disarm() {
    anyStopping = false;
    armed = HEAP_FULL.get();
  }

  /// Makes the next check fail, or no longer.
  static synchronized void setHeapFull(boolean full) {
    HEAP_FULL.set(full);
    armed = anyStopping || full;
  }

  /// Whether a check is to fail and none has.
  static boolean heapFull() {
    return HEAP_FULL.get();
  }
}
