package org.vaelab.graph.compile;

/// The part of an array that a `strided_slice` with steps of one takes.
record StridedSlice(long[] begin, long[] size) {
  private static final int BEGIN_MASK = 0;
  private static final int ELLIPSIS_MASK = 1;
  private static final int END_MASK = 2;
  private static final int NEW_AXIS_MASK = 3;
  private static final int SHRINK_MASK = 4;
  private static final int BOUNDS = 5;

  /// @param shape of the whole array
  static StridedSlice of(OpArguments op, long[] shape) {
    int rank = shape.length;
    boolean plain =
        op.integer(ELLIPSIS_MASK) == 0
            && op.integer(NEW_AXIS_MASK) == 0
            && op.integer(SHRINK_MASK) == 0
            && op.integers(BOUNDS).length == 3 * rank;
    long[] begin = new long[rank];
    long[] size = new long[rank];
    for (int d = 0; plain && d < rank; d++) {
      boolean fromStart = (op.integer(BEGIN_MASK) >> d & 1) == 1;
      boolean toEnd = (op.integer(END_MASK) >> d & 1) == 1;
      begin[d] = fromStart ? 0 : op.integer(BOUNDS + d);
      long end = toEnd ? shape[d] : op.integer(BOUNDS + rank + d);
      begin[d] = begin[d] < 0 ? begin[d] + shape[d] : begin[d];
      end = Math.min(end < 0 ? end + shape[d] : end, shape[d]);
      size[d] = end - begin[d];
      plain = op.integer(BOUNDS + 2 * rank + d) == 1 && size[d] > 0;
    }
    if (!plain) {
      throw new UnsupportedGraphException("a slice that is no block of the array");
    }
    return new StridedSlice(begin, size);
  }
}
