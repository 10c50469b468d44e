package org.vaelab.nativemath;

import static jdk.incubator.vector.VectorOperators.MAX;
import static org.vaelab.nativemath.Memory.ALL;
import static org.vaelab.nativemath.Memory.ORDER;
import static org.vaelab.nativemath.VectorMath.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/// Sums and maxima of contiguous floats.
public final class Reductions {
  private static final int LANES = FLOATS.length();
  private static final VectorShuffle<Float> BY_8 = rotation(8);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_2 = rotation(2);
  private static final VectorShuffle<Float> BY_1 = rotation(1);

  // Of a lane: a float holds the product of 112 factors of at most 2.
  private static final int FACTORS = 112 / LANES;
  // From here on, a double may not hold 112 + LANES more.
  private static final double MANY = 0x1p800;

  private Reductions() {}

  public static float sum(long x, int count) {
    // Four sums, as one addition takes as long as four can be under way.
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int i = 0;
    for (; i <= count - 4 * LANES; i += 4 * LANES) {
      a = a.add(load(x, i));
      b = b.add(load(x, i + LANES));
      c = c.add(load(x, i + 2 * LANES));
      d = d.add(load(x, i + 3 * LANES));
    }
    for (; i <= count - LANES; i += LANES) {
      a = a.add(load(x, i));
    }
    float sum = sumOfLanes(a.add(b).add(c.add(d)));
    for (; i < count; i++) {
      sum += Memory.get(x + 4L * i);
    }
    return sum;
  }

  /// Σ ln(1 + x) of numbers in [0, 1], by the logarithms of products of many factors.
  public static float sumOfLog1p(long x, int count) {
    double sum = 0;
    double product = 1;
    int vectors = count / LANES;
    for (int i = 0; i < vectors; i += FACTORS) {
      if (product > MANY) {
        sum += Math.log(product);
        product = 1;
      }
      product *= product(x + 4L * LANES * i, Math.min(FACTORS, vectors - i));
    }
    for (int i = vectors * LANES; i < count; i++) {
      product *= 1.0 + Memory.get(x + 4L * i);
    }
    return (float) (sum + Math.log(product));
  }

  /// Π (1 + x)
  private static float product(long x, int vectors) {
    FloatVector product = FloatVector.broadcast(FLOATS, 1);
    for (int i = 0; i < vectors; i++) {
      product = product.fma(load(x, i * LANES), product);
    }
    if (LANES >= 16) {
      product = product.mul(product.rearrange(BY_8));
    }
    if (LANES >= 8) {
      product = product.mul(product.rearrange(BY_4));
    }
    product = product.mul(product.rearrange(BY_2));
    return product.mul(product.rearrange(BY_1)).lane(0);
  }

  // Not reduceLanes, which adds in one order where it is compiled and in another where it is not
  // yet: a run would not be the same to the bit a second time.
  private static float sumOfLanes(FloatVector x) {
    FloatVector sum = x;
    if (LANES >= 16) {
      sum = sum.add(sum.rearrange(BY_8));
    }
    if (LANES >= 8) {
      sum = sum.add(sum.rearrange(BY_4));
    }
    sum = sum.add(sum.rearrange(BY_2));
    return sum.add(sum.rearrange(BY_1)).lane(0);
  }

  private static VectorShuffle<Float> rotation(int by) {
    return VectorShuffle.fromOp(FLOATS, i -> (i + by) & (LANES - 1));
  }

  public static float max(long x, int count) {
    int i = 0;
    float max = Float.NEGATIVE_INFINITY;
    if (count >= LANES) {
      FloatVector maxima = load(x, 0);
      for (i = LANES; i <= count - LANES; i += LANES) {
        maxima = maxima.max(load(x, i));
      }
      max = maxima.reduceLanes(MAX);
    }
    for (; i < count; i++) {
      max = Math.max(max, Memory.get(x + 4L * i));
    }
    return max;
  }

  private static FloatVector load(long x, int i) {
    return FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
  }
}
