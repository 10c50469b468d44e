package org.vaelab.kernel.eval;

import org.vaelab.kernel.memory.Heap;

/// Makes the code of cells fail before nothing of the heap is free, so that the kernel's own threads
/// and those of its libraries do not meet a full heap.
///
/// Code that no [StopCheck] is woven into may fill the heap all the same: for that there is the
/// [org.vaelab.kernel.memory.Reserve].
final class HeapWatch {
  /// With less than this free, code is made to fail.
  private static final long MARGIN = Math.clamp(Heap.max() / 16, 1, 64 << 20);

  /// More than one thread fills.
  private static final long BYTES_PER_MS = 8 << 20;

  private static final long MIN_PAUSE_MS = 5;
  private static final long MAX_PAUSE_MS = 100;

  private long limit = MARGIN;
  private boolean announced;

  private HeapWatch() {}

  static HeapWatch start() {
    HeapWatch watch = new HeapWatch();
    Thread.ofPlatform().daemon().name("heap").start(watch::watch);
    return watch;
  }

  private void watch() {
    while (true) {
      try {
        Thread.sleep(Math.clamp(Heap.free() / BYTES_PER_MS, MIN_PAUSE_MS, MAX_PAUSE_MS));
        look();
      } catch (Throwable e) {
        // Nobody interrupts this thread, and it creates no objects: a full heap does not end it.
      }
    }
  }

  private synchronized void look() {
    long free = Heap.free();
    if (announced && StopCheck.heapFull()) { // No code has failed of it yet.
      if (free > 2 * limit) {
        StopCheck.setHeapFull(false);
        announced = false;
      }
    } else if (announced) {
      // What fails needs some room to end.
      announced = false;
      StopCheck.setHeapFull(false);
      limit = Math.min(limit, free * 3 / 4);
    } else if (free > 2 * MARGIN) {
      limit = MARGIN;
    } else if (free < limit) {
      System.gc();
      if (Heap.free() < limit) {
        announced = true;
        StopCheck.setHeapFull(true);
      }
    }
  }

  /// Code of a cell begins. It gets some room also in a full heap: it may be what makes room.
  synchronized void begin() {
    StopCheck.setHeapFull(false);
    announced = false;
    if (Heap.free() < MARGIN) {
      System.gc();
    }
    limit = Math.min(MARGIN, Heap.free() * 3 / 4);
  }
}
