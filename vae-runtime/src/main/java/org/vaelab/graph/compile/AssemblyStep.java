package org.vaelab.graph.compile;

import java.util.List;
import org.vaelab.nativemath.Memory;

/// Copies parts to their places in a matrix, and zeros everywhere else.
record AssemblyStep(List<Part> parts, boolean covered, long count, int slot) implements Step {

  /// Strips of contiguous floats.
  ///
  /// @param from positions of the strips in the source
  /// @param to positions in the target
  record Part(int slot, long[] from, long[] to, long length) {}

  @Override
  public long work() {
    return 0;
  }

  @Override
  public long scratch() {
    return 0;
  }

  @Override
  public void run(long[] addresses, long scratch, int part, int threads) {
    long target = addresses[slot];
    if (!covered) {
      Memory.fill(target, 0, count);
    }
    for (Part piece : parts) {
      long source = addresses[piece.slot];
      for (int i = 0; i < piece.from.length; i++) {
        Memory.copy(source + 4 * piece.from[i], target + 4 * piece.to[i], piece.length);
      }
    }
  }
}
