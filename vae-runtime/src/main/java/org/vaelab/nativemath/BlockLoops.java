package org.vaelab.nativemath;

import static org.vaelab.nativemath.Memory.ALL;
import static org.vaelab.nativemath.Memory.ORDER;
import static org.vaelab.nativemath.VectorMath.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// [Elementwise] operations over a block of contiguous floats.
public final class BlockLoops {
  private static final int LANES = FLOATS.length();

  private BlockLoops() {}

  /// z[i] = operation(x[i], y[i]; s, t) for i below `count`.
  ///
  /// @param y ignored by operations of one operand
  /// @param z may be x or y
  public static void run(
      Elementwise operation, long x, long y, long z, int count, float s, float t) {
    switch (operation) {
      case COPY -> UnaryLoops.copy(x, z, count);
      case EXP -> UnaryLoops.exp(x, z, count);
      case EXPM1 -> UnaryLoops.expm1(x, z, count);
      case LOG -> UnaryLoops.log(x, z, count);
      case LOG1P -> UnaryLoops.log1p(x, z, count);
      case TANH -> UnaryLoops.tanh(x, z, count);
      case EXP_OF_MINUS_MAGNITUDE -> UnaryLoops.expOfMinusMagnitude(x, z, count);
      case SQRT -> UnaryLoops.sqrt(x, z, count);
      case SQUARE -> UnaryLoops.square(x, z, count);
      case ADD_SCALAR -> UnaryLoops.addScalar(x, z, count, s);
      case MUL_SCALAR -> UnaryLoops.mulScalar(x, z, count, s);
      case SUB_FROM_SCALAR -> UnaryLoops.subFromScalar(x, z, count, s);
      case DIV_INTO_SCALAR -> UnaryLoops.divIntoScalar(x, z, count, s);
      case ABOVE -> UnaryLoops.above(x, z, count, s);
      case BELOW -> UnaryLoops.below(x, z, count, s);
      case AT_LEAST -> UnaryLoops.atLeast(x, z, count, s);
      case CLIP -> UnaryLoops.clip(x, z, count, s, t);
      case ELU -> UnaryLoops.elu(x, z, count, s);
      case ADD -> BinaryLoops.add(x, y, z, count);
      case SUB -> BinaryLoops.sub(x, y, z, count);
      case MUL -> BinaryLoops.mul(x, y, z, count);
      case DIV -> BinaryLoops.div(x, y, z, count);
      case MAX -> BinaryLoops.max(x, y, z, count);
      case SIGMOID -> BinaryLoops.sigmoid(x, y, z, count);
      case SOFTPLUS -> BinaryLoops.softplus(x, y, z, count);
      case BIT_TERM -> BinaryLoops.bitTerm(x, y, z, count);
      case TANH_GRADIENT -> BinaryLoops.tanhGradient(x, y, z, count);
      case SIGMOID_GRADIENT -> BinaryLoops.sigmoidGradient(x, y, z, count);
      case RELU_GRADIENT -> BinaryLoops.reluGradient(x, y, z, count, s);
      case ELU_GRADIENT -> BinaryLoops.eluGradient(x, y, z, count, s);
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

  static VectorMask<Float> tail(int i, int count) {
    return FLOATS.indexInRange(i, count);
  }
}
