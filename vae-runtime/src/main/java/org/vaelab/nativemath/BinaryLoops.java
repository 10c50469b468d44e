package org.vaelab.nativemath;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NEG;
import static org.vaelab.nativemath.Memory.ALL;
import static org.vaelab.nativemath.Memory.ORDER;
import static org.vaelab.nativemath.VectorMath.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/// One loop per operation of two operands, for the reason of [UnaryLoops].
final class BinaryLoops {
  private static final int LANES = FLOATS.length();

  private BinaryLoops() {}

  private static FloatVector add(FloatVector x, FloatVector y) {
    return x.add(y);
  }

  static void add(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      add(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      add(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector sub(FloatVector x, FloatVector y) {
    return x.sub(y);
  }

  static void sub(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      sub(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      sub(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector mul(FloatVector x, FloatVector y) {
    return x.mul(y);
  }

  static void mul(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      mul(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      mul(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector div(FloatVector x, FloatVector y) {
    return x.div(y);
  }

  static void div(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      div(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      div(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector max(FloatVector x, FloatVector y) {
    return x.max(y);
  }

  static void max(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      max(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      max(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector sigmoid(FloatVector x, FloatVector y) {
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    return one.blend(y, x.compare(LT, 0f)).div(y.add(one));
  }

  static void sigmoid(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      sigmoid(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      sigmoid(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector softplus(FloatVector x, FloatVector y) {
    return VectorMath.softplus(x, y);
  }

  static void softplus(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      softplus(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      softplus(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector bitTerm(FloatVector x, FloatVector y) {
    // max(y, 0) by the bits: Vector.max, which has to heed NaN and −0, takes several instructions.
    IntVector bits = y.reinterpretAsInts();
    FloatVector positive = bits.and(bits.lanewise(ASHR, 31).not()).reinterpretAsFloats();
    return x.fma(y, positive.lanewise(NEG));
  }

  static void bitTerm(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      bitTerm(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      bitTerm(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector tanhGradient(FloatVector x, FloatVector y) {
    return y.sub(x.mul(x).mul(y));
  }

  static void tanhGradient(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      tanhGradient(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      tanhGradient(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector sigmoidGradient(FloatVector x, FloatVector y) {
    return y.mul(x.sub(x.mul(x)));
  }

  static void sigmoidGradient(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      sigmoidGradient(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      sigmoidGradient(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector reluGradient(FloatVector x, FloatVector y, float s) {
    return y.blend(0f, x.compare(GT, s).not());
  }

  static void reluGradient(long x, long y, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      reluGradient(a, b, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      reluGradient(a, b, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector eluGradient(FloatVector x, FloatVector y, float s) {
    return y.mul(x.add(s)).blend(y, x.compare(GT, 0f));
  }

  static void eluGradient(long x, long y, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      eluGradient(a, b, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = BlockLoops.tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      eluGradient(a, b, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }
}
