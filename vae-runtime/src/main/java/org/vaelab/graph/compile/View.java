package org.vaelab.graph.compile;

import java.util.Arrays;
import java.util.Optional;

/// A node seen with other dimensions. Strides and offset are in elements; a stride of 0 repeats.
///
/// @param offset position of the first element in the node's array
record View(Node node, long offset, long[] shape, long[] strides) {

  static View of(Node node) {
    return new View(node, 0, node.shape(), Shapes.contiguous(node.shape()));
  }

  long count() {
    return Shapes.count(shape);
  }

  /// Whether element i of the view is element i of the node, for all of them.
  boolean isWhole() {
    return offset == 0 && count() == Shapes.count(node.shape()) && isContiguous();
  }

  boolean isContiguous() {
    long stride = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      if (shape[d] != 1 && strides[d] != stride) {
        return false;
      }
      stride *= shape[d];
    }
    return true;
  }

  /// Empty if the elements, in the new shape, do not lie at regular distances.
  Optional<View> reshape(long[] to) {
    if (isContiguous()) {
      return Optional.of(new View(node, offset, to, Shapes.contiguous(to)));
    }
    return Shapes.reshape(shape, strides, to).map(s -> new View(node, offset, to, s));
  }

  View broadcast(long[] to) {
    if (Arrays.equals(shape, to)) {
      return this;
    }
    long[] result = new long[to.length];
    for (int i = 1; i <= shape.length; i++) {
      boolean repeats = shape[shape.length - i] == 1;
      result[to.length - i] = repeats ? 0 : strides[shape.length - i];
    }
    return new View(node, offset, to, result);
  }

  /// Elements [begin, begin + size) of every dimension.
  View slice(long[] begin, long[] size) {
    long start = offset;
    for (int d = 0; d < shape.length; d++) {
      start += begin[d] * strides[d];
    }
    return new View(node, start, size, strides);
  }

  /// The view whose dimension d is this one's dimension axes[d].
  View permute(int... axes) {
    return new View(node, offset, pick(shape, axes), pick(strides, axes));
  }

  private static long[] pick(long[] values, int[] indices) {
    return Arrays.stream(indices).mapToLong(i -> values[i]).toArray();
  }

  /// The splat's value where the node is a splat.
  Optional<Double> splat() {
    return node.kind() instanceof Node.Splat s ? Optional.of(s.value()) : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof View v
        && v.node == node
        && v.offset == offset
        && Arrays.equals(v.shape, shape)
        && Arrays.equals(v.strides, strides);
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(node) * 31 + Arrays.hashCode(strides) + (int) offset;
  }
}
