package org.vaelab.graph.compile;

/// How a step's work is cut: by its shapes alone, so that its sums are added in the same order, to
/// the last bit, whatever the number of threads.
final class Pieces {
  private static final int MOST = 16;
  // Less than this is not worth the bookkeeping; see Step.work().
  private static final long WORK = 20_000;
  /// Floats of a cache line.
  static final int LINE = 16;

  private Pieces() {}

  /// @param most pieces that there can be
  static int of(long work, long most) {
    return (int) Math.clamp(Math.min(Long.highestOneBit(work / WORK), most), 1, MOST);
  }

  /// The first of the columns that one of several strips has, in whole cache lines; those of the
  /// strip before it end here.
  static int firstColumn(int columns, int strip, int strips) {
    return strip == strips ? columns : (int) ((long) columns / LINE * strip / strips) * LINE;
  }

  /// The first of the pieces that a part of a step does; those of the part after it end here.
  static int first(int pieces, int part, int parts) {
    return (int) ((long) pieces * part / parts);
  }
}
