package org.vaelab.kernel.memory;

import java.lang.foreign.Arena;

/// Memory that cells cannot fill, of the Java heap and of direct buffers: it is let go when they
/// have filled the rest, so that the kernel can say so and go on.
public final class Reserve {
  private static final long BYTES = Math.clamp(Heap.max() / 16, 1, 16 << 20);

  /// Less is of no help.
  private static final long MIN_BYTES = 1 << 20;

  private static final int MAX_CAUSES = 100;

  private static byte[] heap = new byte[(int) BYTES];
  private static Arena direct = arena();

  private Reserve() {}

  private static Arena arena() {
    Arena arena = Arena.ofShared();
    arena.allocate(BYTES); // Counts as a direct buffer, and gives way at once.
    return arena;
  }

  /// Lets go of what is needed after a failure. Creates no objects.
  public static synchronized void releaseAfter(Throwable failure) {
    OutOfMemoryError error = cause(failure);
    if (error == null) {
      return;
    }
    if (!Exhaustion.isOfDirectBuffers(error)) {
      heap = null;
    } else if (direct != null) {
      direct.close();
      direct = null;
    }
  }

  /// The [OutOfMemoryError] that a failure is or was caused by, or null. Creates no objects.
  static OutOfMemoryError cause(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof OutOfMemoryError error) {
        return error;
      }
      cause = cause.getCause();
    }
    return null;
  }

  /// Takes the reserve again, or half of what is free.
  public static synchronized void refill() {
    try {
      long room = Math.min(BYTES, Heap.free() / 2);
      if (heap == null || heap.length < room) {
        heap = null;
        refill(room);
      }
      if (direct == null) {
        direct = arena();
      }
    } catch (OutOfMemoryError e) {
      // The next cell that ends tries again.
    }
  }

  /// Takes so many bytes of the heap, or fewer, if as much again is free beside them: what the JVM
  /// counts as free is in part the ends of regions in which no other object has room.
  private static void refill(long room) {
    for (long bytes = room; bytes > MIN_BYTES; bytes /= 2) {
      try {
        heap = new byte[2 * (int) bytes];
        heap = null;
        heap = new byte[(int) bytes];
        return;
      } catch (OutOfMemoryError e) {
        // Half of it may have room.
      }
    }
  }
}
