package org.vaelab.graph.compile;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.vaelab.nativemath.Elementwise;

/// A value of the plan: an array in row-major order, written once in a run. Nodes are compared by
/// identity.
final class Node {
  private final Kind kind;
  private final long[] shape;

  Node(Kind kind, long... shape) {
    this.kind = kind;
    this.shape = shape;
  }

  Kind kind() {
    return kind;
  }

  long[] shape() {
    return shape;
  }

  List<View> inputs() {
    return kind.inputs();
  }

  /// Whether it is there before the plan runs.
  boolean isGiven() {
    return kind instanceof Source || kind instanceof Splat || kind instanceof Constant;
  }

  /// How a node comes by its value.
  sealed interface Kind {
    /// The views that the node reads.
    default List<View> inputs() {
      return List.of();
    }
  }

  /// An array that the caller gives.
  record Source(String name) implements Kind {}

  /// The same number everywhere. It takes no memory and no time.
  record Splat(double value) implements Kind {}

  /// A constant of the graph.
  record Constant(INDArray value) implements Kind {}

  /// An operation applied to operands that have this node's shape (broadcast ones by stride 0).
  record Map(Elementwise operation, List<View> inputs, double s, double t) implements Kind {}

  /// The operand, reduced over the dimensions in which this node has size 1.
  record Reduction(Reducer reducer, View operand) implements Kind {
    @Override
    public List<View> inputs() {
      return List.of(operand);
    }
  }

  /// A matrix product.
  record Product(View left, View right, boolean transposeLeft, boolean transposeRight)
      implements Kind {
    @Override
    public List<View> inputs() {
      return List.of(left, right);
    }
  }

  /// The transpose of a matrix, for products that read its columns.
  record Transpose(View matrix) implements Kind {
    @Override
    public List<View> inputs() {
      return List.of(matrix);
    }
  }

  /// A convolution or one of its gradients.
  record Convolution(Windows windows, Windows.Role result, View left, View right) implements Kind {
    @Override
    public List<View> inputs() {
      return List.of(left, right);
    }
  }

  /// Parts put at places that do not overlap, zero elsewhere.
  record Assembly(List<Part> parts) implements Kind {
    /// @param offset position of the part's first element, in elements of the whole
    record Part(View view, long offset) {}

    @Override
    public List<View> inputs() {
      return parts.stream().map(Part::view).toList();
    }
  }

  /// All outputs of an op that ND4J executes, one after another.
  record Foreign(CustomOp op, List<View> inputs, List<long[]> outputs) implements Kind {}
}
