package org.vaelab.evidence.exact;

import java.util.Arrays;

/// Finds the box that holds a posterior's mass: from a cube that holds the prior, it shrinks to the
/// nodes within [#CUT] nats of the highest and grows where such a node lies on its rim, until it
/// stays.
final class Enclosure {
  // exp(−60) of the peak: what lies outside is below the rounding of double precision.
  private static final double CUT = 60;
  private static final double PRIOR_RADIUS = 6;
  // Fine enough in the first scan that a mode of width 0.02 is not overlooked in two dimensions.
  private static final int[] SCAN_NODES = {257, 65, 33};
  private static final int LONGEST_SCAN = 60;

  private Enclosure() {}

  /// The box of the posterior's mass, at the scan's resolution.
  static Lattice of(PointFunction logJoint, int dimension) {
    int nodes = SCAN_NODES[dimension - 1];
    Lattice lattice = Lattice.cube(dimension, PRIOR_RADIUS, nodes);
    for (int round = 0; round < LONGEST_SCAN; round++) {
      Lattice next = nextBox(lattice, logJoint.at(lattice)[0]);
      if (Arrays.equals(next.lower(), lattice.lower())
          && Arrays.equals(next.upper(), lattice.upper())) {
        return lattice;
      }
      lattice = next;
    }
    throw new ArithmeticException(
        "The posterior's mass was not enclosed in %d rounds; the last box was %s to %s."
            .formatted(
                LONGEST_SCAN, Arrays.toString(lattice.lower()), Arrays.toString(lattice.upper())));
  }

  private static Lattice nextBox(Lattice lattice, double[] values) {
    double highest = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (Double.isNaN(value)) {
        throw new ArithmeticException("log p(x, z) is NaN at a node; the model is broken there.");
      }
      highest = Math.max(highest, value);
    }
    int dimension = lattice.dimension();
    int[] first = new int[dimension];
    int[] last = new int[dimension];
    Arrays.fill(first, lattice.nodes());
    Arrays.fill(last, -1);
    for (int i = 0; i < values.length; i++) {
      if (values[i] > highest - CUT) {
        for (int d = 0; d < dimension; d++) {
          int position = lattice.position(i, d);
          first[d] = Math.min(first[d], position);
          last[d] = Math.max(last[d], position);
        }
      }
    }
    double[] lower = lattice.lower().clone();
    double[] upper = lattice.upper().clone();
    for (int d = 0; d < dimension; d++) {
      double side = upper[d] - lower[d];
      double step = lattice.step(d);
      boolean growsDown = first[d] == 0;
      boolean growsUp = last[d] == lattice.nodes() - 1;
      // Two steps of margin, for the peak may lie between nodes.
      double kept = (last[d] - first[d] + 4) * step;
      if (growsDown || growsUp) {
        lower[d] -= growsDown ? side / 2 : 0;
        upper[d] += growsUp ? side / 2 : 0;
      } else if (kept < 0.8 * side) {
        lower[d] = lattice.lower()[d] + (first[d] - 2) * step;
        upper[d] = lower[d] + kept;
      }
    }
    return new Lattice(lower, upper, lattice.nodes());
  }
}
