package org.vaelab.nativemath;

import static org.vaelab.nativemath.Memory.ALL;
import static org.vaelab.nativemath.Memory.ORDER;
import static org.vaelab.nativemath.VectorMath.FLOATS;

import jdk.incubator.vector.FloatVector;

/// Adam's update of a stretch of floats in a single pass over it.
final class AdamLoop {
  private AdamLoop() {}

  /// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p + rate·m / (√v + ε)
  static void run(
      long p,
      long g,
      long m,
      long v,
      int count,
      double beta1,
      double beta2,
      float rate,
      float epsilon) {
    float keep1 = (float) beta1;
    float keep2 = (float) beta2;
    float take1 = (float) (1 - beta1);
    float take2 = (float) (1 - beta2);
    int lanes = FLOATS.length();
    int i = 0;
    for (; i <= count - lanes; i += lanes) {
      FloatVector gradient = FloatVector.fromMemorySegment(FLOATS, ALL, g + 4L * i, ORDER);
      FloatVector first = FloatVector.fromMemorySegment(FLOATS, ALL, m + 4L * i, ORDER);
      FloatVector second = FloatVector.fromMemorySegment(FLOATS, ALL, v + 4L * i, ORDER);
      FloatVector value = FloatVector.fromMemorySegment(FLOATS, ALL, p + 4L * i, ORDER);
      first = first.mul(keep1).add(gradient.mul(take1));
      second = second.mul(keep2).add(gradient.mul(gradient).mul(take2));
      first.intoMemorySegment(ALL, m + 4L * i, ORDER);
      second.intoMemorySegment(ALL, v + 4L * i, ORDER);
      value
          .add(first.mul(rate).div(second.sqrt().add(epsilon)))
          .intoMemorySegment(ALL, p + 4L * i, ORDER);
    }
    for (; i < count; i++) {
      float gradient = Memory.get(g + 4L * i);
      float first = Memory.get(m + 4L * i) * keep1 + gradient * take1;
      float second = Memory.get(v + 4L * i) * keep2 + gradient * gradient * take2;
      Memory.set(m + 4L * i, first);
      Memory.set(v + 4L * i, second);
      float step = first * rate / ((float) Math.sqrt(second) + epsilon);
      Memory.set(p + 4L * i, Memory.get(p + 4L * i) + step);
    }
  }
}
