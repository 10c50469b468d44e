package org.vaelab.graph.compile;

import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.Elementwise;

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
  public long work() {
    return (long) (2.0 * images * windows.rows() * windows.columns() * kernel() / 8);
  }

  private int kernel() {
    return windows.size() * features;
  }

  private int rowsAtOnce() {
    long row = (long) windows.columns() * windows.size();
    return (int) Math.max(1, NUMBERS_AT_ONCE / row);
  }

  @Override
  public long scratch() {
    return sums() + (result == Windows.Role.KERNEL ? 2L * kernel() : 0);
  }

  /// Position in the scratch of the part's own kernel.
  private long sums() {
    return (long) rowsAtOnce() * windows.columns() * windows.size();
  }

  @Override
  public void run(long[] addresses, long scratch, int part, int parts) {
    // Windows of one image overlap, so only one part may add to it.
    int unit = result == Windows.Role.IMAGES ? windows.rows() : 1;
    long units = (long) images * windows.rows() / unit;
    long from = units * part / parts * unit;
    long to = units * (part + 1) / parts * unit;
    long x = left.address(addresses, element);
    long y = right.address(addresses, element);
    long z = addresses[slot];
    int size = windows.size();
    long sums = scratch + element.bytes() * sums();
    long term = sums + (long) element.bytes() * kernel();
    if (result == Windows.Role.KERNEL) {
      element.fill(sums, kernel(), 0);
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
          element.run(Elementwise.ADD, sums, term, sums, kernel(), 0, 0);
        }
      }
    }
  }

  private void multiply(boolean transpose, int m, int n, int k, long a, int lda, long b, long c) {
    element.product(transpose, false, m, n, k, a, lda, b, n, c, n, 0);
  }

  @Override
  public void finish(long[] addresses, long scratch, long stride, int parts) {
    for (int part = 0; result == Windows.Role.KERNEL && part < parts; part++) {
      long own = scratch + part * stride + element.bytes() * sums();
      if (part == 0) {
        element.copy(own, addresses[slot], kernel());
      } else {
        element.run(Elementwise.ADD, addresses[slot], own, addresses[slot], kernel(), 0, 0);
      }
    }
  }
}
