package org.vaelab.nativemath;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.vaelab.nativemath.Memory.ALL;
import static org.vaelab.nativemath.Memory.ORDER;
import static org.vaelab.nativemath.VectorMath.EXPM1_1;
import static org.vaelab.nativemath.VectorMath.EXPM1_2;
import static org.vaelab.nativemath.VectorMath.EXPM1_3;
import static org.vaelab.nativemath.VectorMath.EXPM1_4;
import static org.vaelab.nativemath.VectorMath.EXPM1_5;
import static org.vaelab.nativemath.VectorMath.EXPM1_6;
import static org.vaelab.nativemath.VectorMath.EXP_BOUND_BITS;
import static org.vaelab.nativemath.VectorMath.FLOATS;
import static org.vaelab.nativemath.VectorMath.INFINITY_BITS;
import static org.vaelab.nativemath.VectorMath.INTS;
import static org.vaelab.nativemath.VectorMath.LN_2_HIGH;
import static org.vaelab.nativemath.VectorMath.LN_2_LOW;
import static org.vaelab.nativemath.VectorMath.LOG2_E;
import static org.vaelab.nativemath.VectorMath.MANTISSA_BITS;
import static org.vaelab.nativemath.VectorMath.ONE_BITS;
import static org.vaelab.nativemath.VectorMath.ROUND;
import static org.vaelab.nativemath.VectorMath.SIGN_BIT;
import static org.vaelab.nativemath.VectorMath.TANH_BOUND_BITS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/// One loop per operation of one operand. A loop per operation, rather than one loop that calls it,
/// so that the compiler keeps the vectors in registers.
final class UnaryLoops {
  private static final int LANES = FLOATS.length();

  private UnaryLoops() {}

  private static FloatVector copy(FloatVector x) {
    return x;
  }

  static void copy(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      copy(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      copy(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector exp(FloatVector x) {
    return VectorMath.exp(x);
  }

  static void exp(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      exp(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      exp(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector expm1(FloatVector x) {
    return VectorMath.expm1(x);
  }

  static void expm1(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      expm1(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      expm1(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector log(FloatVector x) {
    return VectorMath.log(x);
  }

  static void log(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      log(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      log(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector log1p(FloatVector x) {
    return VectorMath.log1p(x);
  }

  static void log1p(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      log1p(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      log1p(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  // This loop and that of e^−|x|, the commonest, are VectorMath's formulas written out: a method
  // that is called in one that is called here has no profile where it was compiled without one for
  // a while, counts as rarely used, is not inlined, and takes its vectors as objects. The last few
  // elements are those of a whole vector, of which some are computed twice.
  static void tanh(long x, long z, int count) {
    int whole = count & -LANES;
    tanhOfVectors(x, z, whole);
    if (whole < count && whole > 0 && x != z) {
      long last = 4L * (count - LANES);
      tanhOfVectors(x + last, z + last, LANES);
    } else if (whole < count) {
      VectorMask<Float> mask = BlockLoops.tail(whole, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * whole, ORDER, mask);
      VectorMath.tanh(a).intoMemorySegment(ALL, z + 4L * whole, ORDER, mask);
    }
  }

  private static void tanhOfVectors(long x, long z, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      IntVector magnitude = a.reinterpretAsInts().and(~SIGN_BIT);
      FloatVector once = magnitude.reinterpretAsFloats();
      FloatVector y = once.add(once).reinterpretAsInts().min(TANH_BOUND_BITS).reinterpretAsFloats();
      FloatVector shifted =
          y.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUND));
      FloatVector n = shifted.sub(ROUND);
      FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN_2_HIGH), y);
      r = n.fma(FloatVector.broadcast(FLOATS, -LN_2_LOW), r);
      FloatVector power =
          shifted
              .reinterpretAsInts()
              .lanewise(LSHL, MANTISSA_BITS)
              .add(ONE_BITS)
              .reinterpretAsFloats();
      FloatVector p = FloatVector.broadcast(FLOATS, EXPM1_6);
      p = p.fma(r, FloatVector.broadcast(FLOATS, EXPM1_5));
      p = p.fma(r, FloatVector.broadcast(FLOATS, EXPM1_4));
      p = p.fma(r, FloatVector.broadcast(FLOATS, EXPM1_3));
      p = p.fma(r, FloatVector.broadcast(FLOATS, EXPM1_2));
      p = p.fma(r, FloatVector.broadcast(FLOATS, EXPM1_1));
      p = p.fma(r.mul(r), r);
      FloatVector t = p.fma(power, power.sub(1f));
      t.div(t.add(2f))
          .reinterpretAsInts()
          .or(a.reinterpretAsInts().and(SIGN_BIT))
          .or(IntVector.broadcast(INTS, INFINITY_BITS).sub(magnitude).lanewise(ASHR, 31))
          .reinterpretAsFloats()
          .intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
  }

  static void expOfMinusMagnitude(long x, long z, int count) {
    int whole = count & -LANES;
    expOfMinusMagnitudeOfVectors(x, z, whole);
    if (whole < count && whole > 0 && x != z) {
      long last = 4L * (count - LANES);
      expOfMinusMagnitudeOfVectors(x + last, z + last, LANES);
    } else if (whole < count) {
      VectorMask<Float> mask = BlockLoops.tail(whole, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * whole, ORDER, mask);
      VectorMath.expOfMinusMagnitude(a).intoMemorySegment(ALL, z + 4L * whole, ORDER, mask);
    }
  }

  private static void expOfMinusMagnitudeOfVectors(long x, long z, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      IntVector magnitude = a.reinterpretAsInts().and(~SIGN_BIT);
      FloatVector y = magnitude.min(EXP_BOUND_BITS).or(SIGN_BIT).reinterpretAsFloats();
      FloatVector shifted =
          y.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUND));
      FloatVector n = shifted.sub(ROUND);
      FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN_2_HIGH), y);
      r = n.fma(FloatVector.broadcast(FLOATS, -LN_2_LOW), r);
      FloatVector power =
          shifted
              .reinterpretAsInts()
              .lanewise(LSHL, MANTISSA_BITS)
              .add(ONE_BITS)
              .reinterpretAsFloats();
      FloatVector p = FloatVector.broadcast(FLOATS, EXPM1_6);
      p = p.fma(r, FloatVector.broadcast(FLOATS, EXPM1_5));
      p = p.fma(r, FloatVector.broadcast(FLOATS, EXPM1_4));
      p = p.fma(r, FloatVector.broadcast(FLOATS, EXPM1_3));
      p = p.fma(r, FloatVector.broadcast(FLOATS, EXPM1_2));
      p = p.fma(r, FloatVector.broadcast(FLOATS, EXPM1_1));
      p = p.fma(r.mul(r), r);
      p.fma(power, power)
          .reinterpretAsInts()
          .or(IntVector.broadcast(INTS, INFINITY_BITS).sub(magnitude).lanewise(ASHR, 31))
          .reinterpretAsFloats()
          .intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
  }

  private static FloatVector sqrt(FloatVector x) {
    return x.sqrt();
  }

  static void sqrt(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      sqrt(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      sqrt(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector square(FloatVector x) {
    return x.mul(x);
  }

  static void square(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      square(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      square(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector addScalar(FloatVector x, float s) {
    return x.add(s);
  }

  static void addScalar(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      addScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      addScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector mulScalar(FloatVector x, float s) {
    return x.mul(s);
  }

  static void mulScalar(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      mulScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      mulScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector subFromScalar(FloatVector x, float s) {
    return FloatVector.broadcast(FLOATS, s).sub(x);
  }

  static void subFromScalar(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      subFromScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      subFromScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector divIntoScalar(FloatVector x, float s) {
    return FloatVector.broadcast(FLOATS, s).div(x);
  }

  static void divIntoScalar(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      divIntoScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      divIntoScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector above(FloatVector x, float s) {
    return FloatVector.zero(FLOATS).blend(1f, x.compare(GT, s));
  }

  static void above(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      above(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      above(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector below(FloatVector x, float s) {
    return FloatVector.zero(FLOATS).blend(1f, x.compare(LT, s));
  }

  static void below(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      below(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      below(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector atLeast(FloatVector x, float s) {
    return x.blend(s, x.compare(LT, s));
  }

  static void atLeast(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      atLeast(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      atLeast(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector clip(FloatVector x, float s, float t) {
    return VectorMath.clamp(x, s, t);
  }

  static void clip(long x, long z, int count, float s, float t) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      clip(a, s, t).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      clip(a, s, t).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector elu(FloatVector x, float s) {
    return VectorMath.expm1(x).mul(s).blend(x, x.compare(GT, 0f));
  }

  static void elu(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      elu(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      elu(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }
}
