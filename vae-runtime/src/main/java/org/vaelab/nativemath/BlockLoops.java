package org.vaelab.nativemath;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.vaelab.nativemath.Memory.ALL;
import static org.vaelab.nativemath.Memory.ORDER;
import static org.vaelab.nativemath.VectorMath.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// One loop per [Elementwise] operation over a block of contiguous floats. A loop per operation,
/// rather than one loop that calls it, so that the compiler keeps the vectors in registers.
public final class BlockLoops {
  private static final int LANES = FLOATS.length();

  private BlockLoops() {}

  /// z[i] = operation(x[i], y[i]; s, t) for i below `count`.
  ///
  /// @param y ignored by operations of one operand
  /// @param z may be x or y, but for `TANH`, which takes two passes
  public static void run(
      Elementwise operation, long x, long y, long z, int count, float s, float t) {
    switch (operation) {
      case COPY -> copy(x, z, count);
      case EXP -> exp(x, z, count);
      case EXPM1 -> expm1(x, z, count);
      case LOG -> log(x, z, count);
      case LOG1P -> log1p(x, z, count);
      case TANH -> tanh(x, z, count);
      case EXP_OF_MINUS_MAGNITUDE -> expOfMinusMagnitude(x, z, count);
      case SQRT -> sqrt(x, z, count);
      case SQUARE -> square(x, z, count);
      case ADD_SCALAR -> addScalar(x, z, count, s);
      case MUL_SCALAR -> mulScalar(x, z, count, s);
      case SUB_FROM_SCALAR -> subFromScalar(x, z, count, s);
      case DIV_INTO_SCALAR -> divIntoScalar(x, z, count, s);
      case ABOVE -> above(x, z, count, s);
      case BELOW -> below(x, z, count, s);
      case AT_LEAST -> atLeast(x, z, count, s);
      case CLIP -> clip(x, z, count, s, t);
      case ELU -> elu(x, z, count, s);
      case ADD -> add(x, y, z, count);
      case SUB -> sub(x, y, z, count);
      case MUL -> mul(x, y, z, count);
      case DIV -> div(x, y, z, count);
      case MAX -> max(x, y, z, count);
      case SIGMOID -> sigmoid(x, y, z, count);
      case SOFTPLUS -> softplus(x, y, z, count);
      case TANH_GRADIENT -> tanhGradient(x, y, z, count);
      case SIGMOID_GRADIENT -> sigmoidGradient(x, y, z, count);
      case RELU_GRADIENT -> reluGradient(x, y, z, count, s);
      case ELU_GRADIENT -> eluGradient(x, y, z, count, s);
    }
  }

  /// z[i] = value
  public static void fill(long z, int count, float value) {
    FloatVector vector = FloatVector.broadcast(FLOATS, value);
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      vector.intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      vector.intoMemorySegment(ALL, z + 4L * i, ORDER, tail(i, count));
    }
  }

  private static VectorMask<Float> tail(int i, int count) {
    return FLOATS.indexInRange(i, count);
  }

  private static FloatVector copy(FloatVector x) {
    return x;
  }

  private static void copy(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      copy(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      copy(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector exp(FloatVector x) {
    return VectorMath.exp(x);
  }

  private static void exp(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      exp(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      exp(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector expm1(FloatVector x) {
    return VectorMath.expm1(x);
  }

  private static void expm1(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      expm1(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      expm1(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector log(FloatVector x) {
    return VectorMath.log(x);
  }

  private static void log(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      log(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      log(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector log1p(FloatVector x) {
    return VectorMath.log1p(x);
  }

  private static void log1p(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      log1p(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      log1p(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  // In two passes: together they are too long for the compiler to keep in registers.
  private static void tanh(long x, long z, int count) {
    expOfTwiceMagnitude(x, z, count);
    tanhFromExp(x, z, z, count);
  }

  private static void expOfTwiceMagnitude(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      VectorMath.expOfTwiceMagnitude(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      VectorMath.expOfTwiceMagnitude(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static void tanhFromExp(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      VectorMath.tanhFromExp(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      VectorMath.tanhFromExp(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector expOfMinusMagnitude(FloatVector x) {
    return VectorMath.expOfMinusMagnitude(x);
  }

  private static void expOfMinusMagnitude(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      expOfMinusMagnitude(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      expOfMinusMagnitude(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector sqrt(FloatVector x) {
    return x.sqrt();
  }

  private static void sqrt(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      sqrt(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      sqrt(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector square(FloatVector x) {
    return x.mul(x);
  }

  private static void square(long x, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      square(a).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      square(a).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector addScalar(FloatVector x, float s) {
    return x.add(s);
  }

  private static void addScalar(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      addScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      addScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector mulScalar(FloatVector x, float s) {
    return x.mul(s);
  }

  private static void mulScalar(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      mulScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      mulScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector subFromScalar(FloatVector x, float s) {
    return FloatVector.broadcast(FLOATS, s).sub(x);
  }

  private static void subFromScalar(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      subFromScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      subFromScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector divIntoScalar(FloatVector x, float s) {
    return FloatVector.broadcast(FLOATS, s).div(x);
  }

  private static void divIntoScalar(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      divIntoScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      divIntoScalar(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector above(FloatVector x, float s) {
    return FloatVector.zero(FLOATS).blend(1f, x.compare(GT, s));
  }

  private static void above(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      above(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      above(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector below(FloatVector x, float s) {
    return FloatVector.zero(FLOATS).blend(1f, x.compare(LT, s));
  }

  private static void below(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      below(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      below(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector atLeast(FloatVector x, float s) {
    return x.blend(s, x.compare(LT, s));
  }

  private static void atLeast(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      atLeast(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      atLeast(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector clip(FloatVector x, float s, float t) {
    return VectorMath.clamp(x, s, t);
  }

  private static void clip(long x, long z, int count, float s, float t) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      clip(a, s, t).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      clip(a, s, t).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector elu(FloatVector x, float s) {
    return VectorMath.expm1(x).mul(s).blend(x, x.compare(GT, 0f));
  }

  private static void elu(long x, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      elu(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      elu(a, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector add(FloatVector x, FloatVector y) {
    return x.add(y);
  }

  private static void add(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      add(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      add(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector sub(FloatVector x, FloatVector y) {
    return x.sub(y);
  }

  private static void sub(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      sub(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      sub(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector mul(FloatVector x, FloatVector y) {
    return x.mul(y);
  }

  private static void mul(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      mul(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      mul(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector div(FloatVector x, FloatVector y) {
    return x.div(y);
  }

  private static void div(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      div(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      div(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector max(FloatVector x, FloatVector y) {
    return x.max(y);
  }

  private static void max(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      max(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      max(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector sigmoid(FloatVector x, FloatVector y) {
    return VectorMath.sigmoid(x, y);
  }

  private static void sigmoid(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      sigmoid(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      sigmoid(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector softplus(FloatVector x, FloatVector y) {
    return VectorMath.softplus(x, y);
  }

  private static void softplus(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      softplus(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      softplus(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector tanhGradient(FloatVector x, FloatVector y) {
    return y.sub(x.mul(x).mul(y));
  }

  private static void tanhGradient(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      tanhGradient(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      tanhGradient(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector sigmoidGradient(FloatVector x, FloatVector y) {
    return y.mul(x.sub(x.mul(x)));
  }

  private static void sigmoidGradient(long x, long y, long z, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      sigmoidGradient(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      sigmoidGradient(a, b).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector reluGradient(FloatVector x, FloatVector y, float s) {
    return y.blend(0f, x.compare(GT, s).not());
  }

  private static void reluGradient(long x, long y, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      reluGradient(a, b, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      reluGradient(a, b, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }

  private static FloatVector eluGradient(FloatVector x, FloatVector y, float s) {
    return y.mul(x.add(s)).blend(y, x.compare(GT, 0f));
  }

  private static void eluGradient(long x, long y, long z, int count, float s) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      eluGradient(a, b, s).intoMemorySegment(ALL, z + 4L * i, ORDER);
    }
    if (i < count) {
      VectorMask<Float> mask = tail(i, count);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER, mask);
      eluGradient(a, b, s).intoMemorySegment(ALL, z + 4L * i, ORDER, mask);
    }
  }
}
