package org.vaelab.kernel.eval;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.vaelab.kernel.memory.Heap;

/// Makes the code of cells fail before nothing of the heap is free, so that the kernel's
/// own threads and those of its libraries do not meet a full heap.
///
/// A thread looks now and then how much is free; with little, every [StopCheck] looks.
/// Code that no check is woven into may fill the heap all the same: for that there is the
/// [org.vaelab.kernel.memory.Reserve].
final class HeapWatch {
  /// With less than this free, and less than twice as much after a collection, code fails.
  private static final long MARGIN = Math.clamp(Heap.max() / 16, 1, 64 << 20);

  /// More than one thread fills.
  private static final long BYTES_PER_MS = 8 << 20;

  private static final long MIN_PAUSE_MS = 5;
  private static final long MAX_PAUSE_MS = 100;

  /// With less than this free, every check looks. On a small heap all do: it is full sooner than a
  /// thread on a busy machine can look.
  private static final long LOW = Math.max(Heap.max() / 4, 256 << 20);

  private static volatile long limit = MARGIN;

  private HeapWatch() {}

  static void start() {
    Thread.ofPlatform().daemon().name("heap").start(HeapWatch::watch);
  }

  private static void watch() {
    while (true) { // Creates no objects: a full heap does not end it.
      long free = Heap.free();
      StopCheck.setHeapLow(free < LOW);
      LockSupport.parkNanos(
          TimeUnit.MILLISECONDS.toNanos(
              Math.clamp(free / BYTES_PER_MS, MIN_PAUSE_MS, MAX_PAUSE_MS)));
    }
  }

  /// Code of a cell begins. It gets some room also in a full heap: it may be what makes room.
  static synchronized void begin() {
    limit = Math.min(MARGIN, freeAfterCollection() * 3 / 8);
  }

  private static long freeAfterCollection() {
    if (Heap.free() < 3 * MARGIN) {
      System.gc();
    }
    return Heap.free();
  }

  /// Called by code of cells while little is free.
  ///
  /// @throws OutOfMemoryError if too little is
  static void check() {
    if (Heap.free() < limit) {
      collect();
    }
  }

  private static synchronized void collect() {
    if (Heap.free() >= limit) {
      return;
    }
    System.gc();
    long free = Heap.free();
    if (free < 2 * limit) {
      // Other threads, and this one while it ends, fail later.
      limit = Math.max(MARGIN / 4, Math.min(limit, free * 3 / 8));
      throw new OutOfMemoryError(
          "Java heap space: of %,d MB hardly anything is free".formatted(Heap.max() >> 20));
    }
  }
}
