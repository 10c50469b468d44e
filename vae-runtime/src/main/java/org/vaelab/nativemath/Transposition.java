package org.vaelab.nativemath;

import static org.vaelab.nativemath.Memory.ALL;
import static org.vaelab.nativemath.Memory.ORDER;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Copies a matrix into its transpose, 4 by 4 numbers at a time.
final class Transposition {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_128;
  private static final VectorShuffle<Float> NEIGHBOURS =
      VectorShuffle.fromValues(FLOATS, 1, 0, 3, 2);
  private static final VectorShuffle<Float> HALVES = VectorShuffle.fromValues(FLOATS, 2, 3, 0, 1);
  private static final VectorMask<Float> ODD =
      VectorMask.fromValues(FLOATS, false, true, false, true);
  private static final VectorMask<Float> HIGH =
      VectorMask.fromValues(FLOATS, false, false, true, true);

  /// Numbers of a vector.
  static final int LANES = FLOATS.length();

  private Transposition() {}

  /// Writes a vector of zeros to each of some rows.
  ///
  /// @param stride bytes from one to the next
  static void clear(int rows, long to, long stride) {
    for (int i = 0; i < rows; i++) {
      FloatVector.zero(FLOATS).intoMemorySegment(ALL, to, ORDER);
      to += stride;
    }
  }

  /// Writes a matrix of `rows` by `columns` as `columns` by `rows`.
  ///
  /// @param rowStride bytes from one row to the next
  /// @param columnStride bytes from one row of the transpose to the next
  static void run(int rows, int columns, long from, long rowStride, long to, long columnStride) {
    int row = 0;
    for (; row <= rows - LANES; row += LANES) {
      fourRows(columns & -LANES, from + row * rowStride, rowStride, to + 4L * row, columnStride);
    }
    for (int column = columns & -LANES; column < columns; column++) {
      line(row, from + 4L * column, rowStride, to + column * columnStride, 4);
    }
    for (; row < rows; row++) {
      line(columns, from + row * rowStride, 4, to + 4L * row, columnStride);
    }
  }

  private static void line(int count, long from, long fromStep, long to, long toStep) {
    for (int i = 0; i < count; i++) {
      Memory.set(to, Memory.get(from));
      from += fromStep;
      to += toStep;
    }
  }

  private static void fourRows(int columns, long from, long rowStride, long to, long columnStride) {
    for (int column = 0; column < columns; column += 4) {
      long x = from;
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      x += rowStride;
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      x += rowStride;
      FloatVector c = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      x += rowStride;
      FloatVector d = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      FloatVector evenAb = a.blend(b.rearrange(NEIGHBOURS), ODD);
      FloatVector oddAb = a.rearrange(NEIGHBOURS).blend(b, ODD);
      FloatVector evenCd = c.blend(d.rearrange(NEIGHBOURS), ODD);
      FloatVector oddCd = c.rearrange(NEIGHBOURS).blend(d, ODD);
      long y = to;
      evenAb.blend(evenCd.rearrange(HALVES), HIGH).intoMemorySegment(ALL, y, ORDER);
      y += columnStride;
      oddAb.blend(oddCd.rearrange(HALVES), HIGH).intoMemorySegment(ALL, y, ORDER);
      y += columnStride;
      evenAb.rearrange(HALVES).blend(evenCd, HIGH).intoMemorySegment(ALL, y, ORDER);
      y += columnStride;
      oddAb.rearrange(HALVES).blend(oddCd, HIGH).intoMemorySegment(ALL, y, ORDER);
      from += 16;
      to += 4 * columnStride;
    }
  }
}
