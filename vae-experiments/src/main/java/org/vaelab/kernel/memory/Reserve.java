package org.vaelab.kernel.memory;

import java.lang.foreign.Arena;

/// Memory that cells cannot fill, of the Java heap and of direct buffers: it is let go when they
/// have filled the rest, so that the kernel can say so and go on.
public final class Reserve {
  private static final long BYTES = Math.clamp(Heap.max() / 16, 1, 16 << 20);

  private static byte[] heap = new byte[(int) BYTES];
  private static Arena direct = arena();

  private Reserve() {}

  private static Arena arena() {
    Arena arena = Arena.ofShared();
    arena.allocate(BYTES); // Counts as a direct buffer, and gives way at once.
    return arena;
  }

  /// Lets go of the reserve if the failure is about memory.
  public static void releaseAfter(Throwable failure) {
    if (Exhaustion.in(failure).isPresent()) {
      release();
    }
  }

  private static synchronized void release() {
    heap = null;
    if (direct != null) {
      direct.close();
      direct = null;
    }
  }

  /// Takes the reserve again, if there is room.
  public static synchronized void refill() {
    try {
      if (heap == null && Heap.free() > 4 * BYTES) {
        heap = new byte[(int) BYTES];
      }
      if (direct == null) {
        direct = arena();
      }
    } catch (OutOfMemoryError e) {
      // The next cell that ends tries again.
    }
  }
}
