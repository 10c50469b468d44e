package org.vaelab.kernel.eval;

/// Heap that cells cannot fill: it is let go when one has filled the rest, so that the kernel can
/// report it and go on.
final class HeapReserve {
  private static final int BYTES = (int) Math.min(16L << 20, Runtime.getRuntime().maxMemory() / 16);

  private byte[] block = new byte[BYTES];

  synchronized void release() {
    block = null;
  }

  /// Takes the reserve again, if there is room.
  synchronized void refill() {
    if (block == null) {
      try {
        block = new byte[BYTES];
      } catch (OutOfMemoryError e) {
        // The heap is still full: the next cell that ends tries again.
      }
    }
  }
}
