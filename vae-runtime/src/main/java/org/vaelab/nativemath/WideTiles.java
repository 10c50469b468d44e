package org.vaelab.nativemath;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.vaelab.nativemath.Memory.ADDRESS;
import static org.vaelab.nativemath.Memory.ALL;
import static org.vaelab.nativemath.Memory.ORDER;
import static org.vaelab.nativemath.Memory.STRIDE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Tiles for 32 registers of 16 floats (AVX-512): 18 accumulators, of which more make the compiler
/// give up on the method.
final class WideTiles implements Tiles {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final long BYTES = 64;

  @Override
  public int rows(int vectors) {
    return 6;
  }

  @Override
  public Tiles lower() {
    return new LowWideTiles();
  }

  @Override
  public int lanes() {
    return FLOATS.length();
  }

  @Override
  public void threeVectors(
      int k, long added, long a, long aRow, long aStep, long b, long bStep, long c, long cRow) {
    FloatVector c00 = FloatVector.zero(FLOATS);
    FloatVector c01 = FloatVector.zero(FLOATS);
    FloatVector c02 = FloatVector.zero(FLOATS);
    FloatVector c10 = FloatVector.zero(FLOATS);
    FloatVector c11 = FloatVector.zero(FLOATS);
    FloatVector c12 = FloatVector.zero(FLOATS);
    FloatVector c20 = FloatVector.zero(FLOATS);
    FloatVector c21 = FloatVector.zero(FLOATS);
    FloatVector c22 = FloatVector.zero(FLOATS);
    FloatVector c30 = FloatVector.zero(FLOATS);
    FloatVector c31 = FloatVector.zero(FLOATS);
    FloatVector c32 = FloatVector.zero(FLOATS);
    FloatVector c40 = FloatVector.zero(FLOATS);
    FloatVector c41 = FloatVector.zero(FLOATS);
    FloatVector c42 = FloatVector.zero(FLOATS);
    FloatVector c50 = FloatVector.zero(FLOATS);
    FloatVector c51 = FloatVector.zero(FLOATS);
    FloatVector c52 = FloatVector.zero(FLOATS);
    aRow &= STRIDE;
    for (long end = b + k * bStep; b != end; b += bStep) {
      long y = b & ADDRESS;
      FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, ALL, y, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(FLOATS, ALL, y + BYTES, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(FLOATS, ALL, y + 2 * BYTES, ORDER);
      long x = a & ADDRESS;
      FloatVector x0 = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x));
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      c02 = x0.fma(b2, c02);
      x += aRow;
      FloatVector x1 = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x));
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      c12 = x1.fma(b2, c12);
      x += aRow;
      FloatVector x2 = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x));
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      c22 = x2.fma(b2, c22);
      x += aRow;
      FloatVector x3 = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x));
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      c32 = x3.fma(b2, c32);
      x += aRow;
      FloatVector x4 = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x));
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      c42 = x4.fma(b2, c42);
      x += aRow;
      FloatVector x5 = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x));
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      c52 = x5.fma(b2, c52);
      a += aStep;
    }
    added &= ADDRESS;
    c &= ADDRESS;
    cRow &= STRIDE;
    FloatVector r0 = FloatVector.fromMemorySegment(FLOATS, ALL, added, ORDER);
    FloatVector r1 = FloatVector.fromMemorySegment(FLOATS, ALL, added + BYTES, ORDER);
    FloatVector r2 = FloatVector.fromMemorySegment(FLOATS, ALL, added + 2 * BYTES, ORDER);
    c00.add(r0).intoMemorySegment(ALL, c, ORDER);
    c01.add(r1).intoMemorySegment(ALL, c + BYTES, ORDER);
    c02.add(r2).intoMemorySegment(ALL, c + 2 * BYTES, ORDER);
    c += cRow;
    c10.add(r0).intoMemorySegment(ALL, c, ORDER);
    c11.add(r1).intoMemorySegment(ALL, c + BYTES, ORDER);
    c12.add(r2).intoMemorySegment(ALL, c + 2 * BYTES, ORDER);
    c += cRow;
    c20.add(r0).intoMemorySegment(ALL, c, ORDER);
    c21.add(r1).intoMemorySegment(ALL, c + BYTES, ORDER);
    c22.add(r2).intoMemorySegment(ALL, c + 2 * BYTES, ORDER);
    c += cRow;
    c30.add(r0).intoMemorySegment(ALL, c, ORDER);
    c31.add(r1).intoMemorySegment(ALL, c + BYTES, ORDER);
    c32.add(r2).intoMemorySegment(ALL, c + 2 * BYTES, ORDER);
    c += cRow;
    c40.add(r0).intoMemorySegment(ALL, c, ORDER);
    c41.add(r1).intoMemorySegment(ALL, c + BYTES, ORDER);
    c42.add(r2).intoMemorySegment(ALL, c + 2 * BYTES, ORDER);
    c += cRow;
    c50.add(r0).intoMemorySegment(ALL, c, ORDER);
    c51.add(r1).intoMemorySegment(ALL, c + BYTES, ORDER);
    c52.add(r2).intoMemorySegment(ALL, c + 2 * BYTES, ORDER);
  }

  @Override
  public void twoVectors(
      int k, long added, long a, long aRow, long aStep, long b, long bStep, long c, long cRow) {
    FloatVector c00 = FloatVector.zero(FLOATS);
    FloatVector c01 = FloatVector.zero(FLOATS);
    FloatVector c10 = FloatVector.zero(FLOATS);
    FloatVector c11 = FloatVector.zero(FLOATS);
    FloatVector c20 = FloatVector.zero(FLOATS);
    FloatVector c21 = FloatVector.zero(FLOATS);
    FloatVector c30 = FloatVector.zero(FLOATS);
    FloatVector c31 = FloatVector.zero(FLOATS);
    FloatVector c40 = FloatVector.zero(FLOATS);
    FloatVector c41 = FloatVector.zero(FLOATS);
    FloatVector c50 = FloatVector.zero(FLOATS);
    FloatVector c51 = FloatVector.zero(FLOATS);
    aRow &= STRIDE;
    for (long end = b + k * bStep; b != end; b += bStep) {
      long y = b & ADDRESS;
      FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, ALL, y, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(FLOATS, ALL, y + BYTES, ORDER);
      long x = a & ADDRESS;
      FloatVector x0 = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x));
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      x += aRow;
      FloatVector x1 = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x));
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      x += aRow;
      FloatVector x2 = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x));
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      x += aRow;
      FloatVector x3 = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x));
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      x += aRow;
      FloatVector x4 = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x));
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      x += aRow;
      FloatVector x5 = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x));
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      a += aStep;
    }
    added &= ADDRESS;
    c &= ADDRESS;
    cRow &= STRIDE;
    FloatVector r0 = FloatVector.fromMemorySegment(FLOATS, ALL, added, ORDER);
    FloatVector r1 = FloatVector.fromMemorySegment(FLOATS, ALL, added + BYTES, ORDER);
    c00.add(r0).intoMemorySegment(ALL, c, ORDER);
    c01.add(r1).intoMemorySegment(ALL, c + BYTES, ORDER);
    c += cRow;
    c10.add(r0).intoMemorySegment(ALL, c, ORDER);
    c11.add(r1).intoMemorySegment(ALL, c + BYTES, ORDER);
    c += cRow;
    c20.add(r0).intoMemorySegment(ALL, c, ORDER);
    c21.add(r1).intoMemorySegment(ALL, c + BYTES, ORDER);
    c += cRow;
    c30.add(r0).intoMemorySegment(ALL, c, ORDER);
    c31.add(r1).intoMemorySegment(ALL, c + BYTES, ORDER);
    c += cRow;
    c40.add(r0).intoMemorySegment(ALL, c, ORDER);
    c41.add(r1).intoMemorySegment(ALL, c + BYTES, ORDER);
    c += cRow;
    c50.add(r0).intoMemorySegment(ALL, c, ORDER);
    c51.add(r1).intoMemorySegment(ALL, c + BYTES, ORDER);
  }
}
