package org.vaelab.kernel.memory;

import java.lang.foreign.Arena;

/// Memory that cells cannot fill, of the Java heap and of direct buffers: it is let go when they
/// have filled the rest, so that the kernel can say so and go on.
public final class Reserve {
  private static final long BYTES = Math.clamp(Heap.max() / 16, 1, 16 << 20);

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
    if (cause(failure) == null) {
      return;
    }
    if (Heap.free() < BYTES) {
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
        heap = new byte[(int) room];
      }
      if (direct == null) {
        direct = arena();
      }
    } catch (OutOfMemoryError e) {
      // The next cell that ends tries again.
    }
  }
}
