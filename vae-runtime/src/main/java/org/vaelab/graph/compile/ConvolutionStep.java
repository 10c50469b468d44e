package org.vaelab.graph.compile;

import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.Elementwise;
import org.vaelab.parallel.Workers;

/// A convolution, or one of its gradients, by products of matrices of windows: a few rows of
/// windows at a time, which stay in the L2 cache.
///
/// @param images their number
/// @param features columns of the kernel's matrix
record ConvolutionStep(
    Element element,
    Windows windows,
    Windows.Role result,
    int images,
    int features,
    Place left,
    Place right,
    int slot)
    implements Step {
  // 256 KB of floats.
  private static final int NUMBERS_AT_ONCE = 1 << 16;

  @Override
  public String name() {
    return "convolution for %s of %d images, kernel [%d, %d]"
        .formatted(result.name().toLowerCase(), images, windows.size(), features);
  }

  @Override
  public double operations() {
    return 2.0 * images * windows.rows() * windows.columns() * kernel();
  }

  @Override
  public long work() {
    return (long) (operations() / 8);
  }

  private int kernel() {
    return windows.size() * features;
  }

  private int rowsAtOnce() {
    long row = (long) windows.columns() * windows.size();
    return (int) Math.max(1, NUMBERS_AT_ONCE / row);
  }

  /// Windows of one image overlap, so only one part may add to it.
  private int unit() {
    return result == Windows.Role.IMAGES ? windows.rows() : 1;
  }

  private long units() {
    return (long) images * windows.rows() / unit();
  }

  private int pieces() {
    return Pieces.of(work(), units());
  }

  @Override
  public long scratch() {
    return gathered() + (result == Windows.Role.KERNEL ? kernel() : 0);
  }

  /// Numbers of the windows that are there at once.
  private long gathered() {
    return (long) rowsAtOnce() * windows.columns() * windows.size();
  }

  @Override
  public long sums() {
    return result == Windows.Role.KERNEL ? (long) pieces() * kernel() : 0;
  }

  @Override
  public Workers.Job on(long[] addresses, long scratch, long sums) {
    return (part, parts) -> run(addresses, scratch, sums, part, parts);
  }

  private void run(long[] addresses, long scratch, long sums, int part, int parts) {
    int pieces = pieces();
    int end = Pieces.first(pieces, part + 1, parts);
    for (int piece = Pieces.first(pieces, part, parts); piece < end; piece++) {
      long from = units() * piece / pieces * unit();
      long to = units() * (piece + 1) / pieces * unit();
      run(addresses, scratch, sums + (long) element.bytes() * piece * kernel(), from, to);
    }
  }

  private void run(long[] addresses, long scratch, long sum, long from, long to) {
    long x = left.address(addresses, element);
    long y = right.address(addresses, element);
    long z = addresses[slot];
    int size = windows.size();
    long term = scratch + element.bytes() * gathered();
    if (result == Windows.Role.KERNEL) {
      element.fill(sum, kernel(), 0);
    } else if (result == Windows.Role.IMAGES) {
      long image = (long) windows.height() * windows.width() * windows.channels();
      long first = from / windows.rows();
      long count = (to - from) / windows.rows() * image;
      element.fill(z + element.bytes() * first * image, (int) count, 0);
    }
    int step = rowsAtOnce();
    for (long row = from; row < to; row += step) {
      long end = Math.min(to, row + step);
      int m = (int) (end - row) * windows.columns();
      long at = element.bytes() * row * windows.columns() * features;
      switch (result) {
        case FEATURES -> {
          windows.gather(element, x, row, end, scratch);
          multiply(false, m, features, size, scratch, size, y, z + at);
        }
        case IMAGES -> {
          multiply(false, m, size, features, x + at, features, y, scratch);
          windows.scatter(element, z, row, end, scratch);
        }
        case KERNEL -> {
          windows.gather(element, x, row, end, scratch);
          multiply(true, size, features, m, scratch, size, y + at, term);
          element.run(Elementwise.ADD, sum, term, sum, kernel(), 0, 0);
        }
      }
    }
  }

  private void multiply(boolean transpose, int m, int n, int k, long a, int lda, long b, long c) {
    boolean tiles = element.hasTiles(m, n, k);
    element.product(tiles, transpose, false, m, n, k, a, lda, b, n, 0, c, n);
  }

  @Override
  public void finish(long[] addresses, long sums) {
    for (int piece = 0; result == Windows.Role.KERNEL && piece < pieces(); piece++) {
      long own = sums + (long) element.bytes() * piece * kernel();
      if (piece == 0) {
        element.copy(own, addresses[slot], kernel());
      } else {
        element.run(Elementwise.ADD, addresses[slot], own, addresses[slot], kernel(), 0, 0);
      }
    }
  }
}
