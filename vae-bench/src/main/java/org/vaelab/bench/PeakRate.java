package org.vaelab.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Multiply-adds that wait for nothing: what no product of matrices can exceed. Only in processes
/// whose vector module is there.
final class PeakRate {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int ACCUMULATORS = 12;

  private PeakRate() {}

  /// Floating-point operations of one [#run], two for each multiply-add of a lane.
  static double operations(int repeats) {
    return 2.0 * ACCUMULATORS * FLOATS.length() * repeats;
  }

  /// @return a number that depends on all that was computed
  static float run(int repeats, float start) {
    FloatVector x = FloatVector.broadcast(FLOATS, start);
    FloatVector y = FloatVector.broadcast(FLOATS, 0.5f);
    FloatVector a = x;
    FloatVector b = x;
    FloatVector c = x;
    FloatVector d = x;
    FloatVector e = x;
    FloatVector f = x;
    FloatVector g = x;
    FloatVector h = x;
    FloatVector i = x;
    FloatVector j = x;
    FloatVector k = x;
    FloatVector l = x;
    for (int repeat = 0; repeat < repeats; repeat++) {
      a = a.fma(y, x);
      b = b.fma(y, x);
      c = c.fma(y, x);
      d = d.fma(y, x);
      e = e.fma(y, x);
      f = f.fma(y, x);
      g = g.fma(y, x);
      h = h.fma(y, x);
      i = i.fma(y, x);
      j = j.fma(y, x);
      k = k.fma(y, x);
      l = l.fma(y, x);
    }
    FloatVector sum = a.add(b).add(c.add(d)).add(e.add(f)).add(g.add(h)).add(i.add(j));
    return sum.add(k.add(l)).lane(0);
  }
}
