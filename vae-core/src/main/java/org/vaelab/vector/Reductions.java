package org.vaelab.vector;

import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.MAX;
import static org.vaelab.vector.Memory.ALL;
import static org.vaelab.vector.Memory.ORDER;
import static org.vaelab.vector.VectorMath.FLOATS;

import jdk.incubator.vector.FloatVector;

/// Sums and maxima of contiguous floats.
public final class Reductions {
  private static final int LANES = FLOATS.length();

  private Reductions() {}

  public static float sum(long x, int count) {
    FloatVector even = FloatVector.zero(FLOATS);
    FloatVector odd = even;
    int i = 0;
    for (; i <= count - 2 * LANES; i += 2 * LANES) {
      even = even.add(load(x, i));
      odd = odd.add(load(x, i + LANES));
    }
    float sum = even.add(odd).reduceLanes(ADD);
    for (; i < count; i++) {
      sum += Memory.get(x + 4L * i);
    }
    return sum;
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

  /// z[i] += x[i]
  public static void addTo(long z, long x, int count) {
    BlockLoops.run(Elementwise.ADD, z, x, z, count, 0, 0);
  }

  /// z[i] = max(z[i], x[i])
  public static void maxTo(long z, long x, int count) {
    BlockLoops.run(Elementwise.MAX, z, x, z, count, 0, 0);
  }

  private static FloatVector load(long x, int i) {
    return FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
  }
}
