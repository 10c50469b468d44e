package org.vaelab.nativemath;

import static org.vaelab.nativemath.Memory.ADDRESS;
import static org.vaelab.nativemath.Memory.ALL;
import static org.vaelab.nativemath.Memory.ORDER;
import static org.vaelab.nativemath.Memory.STRIDE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Copies a matrix of floats into its transpose, 8 by 8 numbers at a time: three rounds, in each of
/// which pairs of rows exchange the blocks of 1, 2 and 4 numbers beside the diagonal. Where vectors
/// are of 4, it is 4 by 4 in two rounds.
public final class Transposition {
  private static final VectorSpecies<Float> FLOATS =
      VectorMath.FLOATS.length() >= 8 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
  private static final int LANES = FLOATS.length();
  private static final VectorShuffle<Float> BY_ONE = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);
  private static final VectorMask<Float> HAVE_ONE = lanesWith(1);
  private static final VectorShuffle<Float> BY_TWO = VectorShuffle.fromOp(FLOATS, i -> i ^ 2);
  private static final VectorMask<Float> HAVE_TWO = lanesWith(2);
  private static final VectorShuffle<Float> BY_FOUR = VectorShuffle.fromOp(FLOATS, i -> i ^ 4);
  private static final VectorMask<Float> HAVE_FOUR = lanesWith(4);

  private Transposition() {}

  private static VectorMask<Float> lanesWith(int bit) {
    boolean[] lanes = new boolean[LANES];
    for (int i = 0; i < LANES; i++) {
      lanes[i] = (i & bit) != 0;
    }
    return VectorMask.fromArray(FLOATS, lanes, 0);
  }

  /// Writes a matrix of `rows` by `columns` as `columns` by `rows`.
  ///
  /// @param from address of the matrix
  /// @param rowStride bytes from one row to the next
  /// @param to address of the transpose
  /// @param columnStride bytes from one row of the transpose to the next
  public static void run(
      int rows, int columns, long from, long rowStride, long to, long columnStride) {
    int row = 0;
    int whole = columns & -LANES;
    for (; row <= rows - LANES; row += LANES) {
      long x = from + row * rowStride;
      long y = to + 4L * row;
      if (LANES == 8) {
        eightRows(whole, x, rowStride, y, columnStride);
      } else {
        fourRows(whole, x, rowStride, y, columnStride);
      }
    }
    for (int column = whole; column < columns; column++) {
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

  private static void eightRows(
      int columns, long from, long rowStride, long to, long columnStride) {
    rowStride &= STRIDE;
    columnStride &= STRIDE;
    for (long end = from + 4L * columns; from != end; from += 4L * LANES) {
      long x = from & ADDRESS;
      FloatVector a0 = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      x += rowStride;
      FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      x += rowStride;
      FloatVector c0 = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      x += rowStride;
      FloatVector d0 = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      x += rowStride;
      FloatVector e0 = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      x += rowStride;
      FloatVector f0 = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      x += rowStride;
      FloatVector g0 = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      x += rowStride;
      FloatVector h0 = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      FloatVector a1 = a0.blend(b0.rearrange(BY_ONE), HAVE_ONE);
      FloatVector b1 = a0.rearrange(BY_ONE).blend(b0, HAVE_ONE);
      FloatVector c1 = c0.blend(d0.rearrange(BY_ONE), HAVE_ONE);
      FloatVector d1 = c0.rearrange(BY_ONE).blend(d0, HAVE_ONE);
      FloatVector e1 = e0.blend(f0.rearrange(BY_ONE), HAVE_ONE);
      FloatVector f1 = e0.rearrange(BY_ONE).blend(f0, HAVE_ONE);
      FloatVector g1 = g0.blend(h0.rearrange(BY_ONE), HAVE_ONE);
      FloatVector h1 = g0.rearrange(BY_ONE).blend(h0, HAVE_ONE);
      FloatVector a2 = a1.blend(c1.rearrange(BY_TWO), HAVE_TWO);
      FloatVector c2 = a1.rearrange(BY_TWO).blend(c1, HAVE_TWO);
      FloatVector b2 = b1.blend(d1.rearrange(BY_TWO), HAVE_TWO);
      FloatVector d2 = b1.rearrange(BY_TWO).blend(d1, HAVE_TWO);
      FloatVector e2 = e1.blend(g1.rearrange(BY_TWO), HAVE_TWO);
      FloatVector g2 = e1.rearrange(BY_TWO).blend(g1, HAVE_TWO);
      FloatVector f2 = f1.blend(h1.rearrange(BY_TWO), HAVE_TWO);
      FloatVector h2 = f1.rearrange(BY_TWO).blend(h1, HAVE_TWO);
      FloatVector a3 = a2.blend(e2.rearrange(BY_FOUR), HAVE_FOUR);
      FloatVector e3 = a2.rearrange(BY_FOUR).blend(e2, HAVE_FOUR);
      FloatVector b3 = b2.blend(f2.rearrange(BY_FOUR), HAVE_FOUR);
      FloatVector f3 = b2.rearrange(BY_FOUR).blend(f2, HAVE_FOUR);
      FloatVector c3 = c2.blend(g2.rearrange(BY_FOUR), HAVE_FOUR);
      FloatVector g3 = c2.rearrange(BY_FOUR).blend(g2, HAVE_FOUR);
      FloatVector d3 = d2.blend(h2.rearrange(BY_FOUR), HAVE_FOUR);
      FloatVector h3 = d2.rearrange(BY_FOUR).blend(h2, HAVE_FOUR);
      long y = to & ADDRESS;
      a3.intoMemorySegment(ALL, y, ORDER);
      y += columnStride;
      b3.intoMemorySegment(ALL, y, ORDER);
      y += columnStride;
      c3.intoMemorySegment(ALL, y, ORDER);
      y += columnStride;
      d3.intoMemorySegment(ALL, y, ORDER);
      y += columnStride;
      e3.intoMemorySegment(ALL, y, ORDER);
      y += columnStride;
      f3.intoMemorySegment(ALL, y, ORDER);
      y += columnStride;
      g3.intoMemorySegment(ALL, y, ORDER);
      y += columnStride;
      h3.intoMemorySegment(ALL, y, ORDER);
      to += LANES * columnStride;
    }
  }

  private static void fourRows(int columns, long from, long rowStride, long to, long columnStride) {
    rowStride &= STRIDE;
    columnStride &= STRIDE;
    for (long end = from + 4L * columns; from != end; from += 4L * LANES) {
      long x = from & ADDRESS;
      FloatVector a0 = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      x += rowStride;
      FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      x += rowStride;
      FloatVector c0 = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      x += rowStride;
      FloatVector d0 = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER);
      FloatVector a1 = a0.blend(b0.rearrange(BY_ONE), HAVE_ONE);
      FloatVector b1 = a0.rearrange(BY_ONE).blend(b0, HAVE_ONE);
      FloatVector c1 = c0.blend(d0.rearrange(BY_ONE), HAVE_ONE);
      FloatVector d1 = c0.rearrange(BY_ONE).blend(d0, HAVE_ONE);
      FloatVector a2 = a1.blend(c1.rearrange(BY_TWO), HAVE_TWO);
      FloatVector c2 = a1.rearrange(BY_TWO).blend(c1, HAVE_TWO);
      FloatVector b2 = b1.blend(d1.rearrange(BY_TWO), HAVE_TWO);
      FloatVector d2 = b1.rearrange(BY_TWO).blend(d1, HAVE_TWO);
      long y = to & ADDRESS;
      a2.intoMemorySegment(ALL, y, ORDER);
      y += columnStride;
      b2.intoMemorySegment(ALL, y, ORDER);
      y += columnStride;
      c2.intoMemorySegment(ALL, y, ORDER);
      y += columnStride;
      d2.intoMemorySegment(ALL, y, ORDER);
      to += LANES * columnStride;
    }
  }
}
