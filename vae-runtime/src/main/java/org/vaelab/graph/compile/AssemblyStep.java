package org.vaelab.graph.compile;

import java.util.List;
import org.vaelab.nativemath.Element;
import org.vaelab.parallel.Workers;

/// Copies parts to their places in a matrix, and zeros everywhere else.
record AssemblyStep(Element element, List<Part> parts, boolean covered, int count, int slot)
    implements Step {

  /// Strips of contiguous numbers.
  ///
  /// @param from positions of the strips in the source
  /// @param to positions in the target
  record Part(int slot, long[] from, long[] to, long length) {}

  @Override
  public String name() {
    return "copies of %d parts to %d numbers".formatted(parts.size(), count);
  }

  @Override
  public Workers.Job on(long[] addresses, long scratch, long sums) {
    return (_, _) -> run(addresses);
  }

  private void run(long[] addresses) {
    long target = addresses[slot];
    if (!covered) {
      element.fill(target, count, 0);
    }
    long bytes = element.bytes();
    for (Part piece : parts) {
      long source = addresses[piece.slot];
      for (int i = 0; i < piece.from.length; i++) {
        element.copy(source + bytes * piece.from[i], target + bytes * piece.to[i], piece.length);
      }
    }
  }
}
