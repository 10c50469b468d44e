package org.vaelab.nativemath;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.vaelab.nativemath.Memory.ALL;
import static org.vaelab.nativemath.Memory.ORDER;
import static org.vaelab.nativemath.VectorMath.FLOATS;

import jdk.incubator.vector.FloatVector;
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

  private static FloatVector tanh(FloatVector x) {
    return VectorMath.tanh(x);
  }

  static void tanh(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      tanh(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      tanh(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector expOfMinusMagnitude(FloatVector x) {
    return VectorMath.expOfMinusMagnitude(x);
  }

  static void expOfMinusMagnitude(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      expOfMinusMagnitude(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      expOfMinusMagnitude(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
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
