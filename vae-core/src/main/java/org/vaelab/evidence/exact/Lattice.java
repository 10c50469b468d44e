package org.vaelab.evidence.exact;

import java.util.Arrays;

/// A regular grid over a box, n nodes along each axis, both ends included. The first axis is the
/// slowest.
///
/// @param lower lower corner of the box, `[Z]`
/// @param upper upper corner of the box, `[Z]`
/// @param nodes n, at least 2
record Lattice(double[] lower, double[] upper, int nodes) {

  /// The cube [−radius, radius]^Z.
  static Lattice cube(int dimension, double radius, int nodes) {
    double[] upper = new double[dimension];
    double[] lower = new double[dimension];
    Arrays.fill(upper, radius);
    Arrays.fill(lower, -radius);
    return new Lattice(lower, upper, nodes);
  }

  int dimension() {
    return lower.length;
  }

  /// n^Z
  int size() {
    int size = 1;
    for (int d = 0; d < dimension(); d++) {
      size = Math.multiplyExact(size, nodes);
    }
    return size;
  }

  double step(int axis) {
    return (upper[axis] - lower[axis]) / (nodes - 1);
  }

  /// log of the volume that a node stands for.
  double logCell() {
    double sum = 0;
    for (int d = 0; d < dimension(); d++) {
      sum += Math.log(step(d));
    }
    return sum;
  }

  /// Position of a node along an axis, 0 to n − 1.
  int position(int node, int axis) {
    int rest = node;
    for (int d = dimension() - 1; d > axis; d--) {
      rest /= nodes;
    }
    return rest % nodes;
  }

  double coordinate(int node, int axis) {
    return lower[axis] + position(node, axis) * step(axis);
  }

  /// The same box with the old nodes and one between each two neighbours.
  Lattice refined() {
    return new Lattice(lower, upper, 2 * nodes - 1);
  }

  Lattice withNodes(int count) {
    return new Lattice(lower, upper, count);
  }
}
