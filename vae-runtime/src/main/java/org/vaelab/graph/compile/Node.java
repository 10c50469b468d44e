package org.vaelab.graph.compile;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.vaelab.nativemath.Elementwise;

/// A value of the plan: an array in row-major order, written once in a run. Nodes are compared by
/// identity.
sealed interface Node {

  long[] shape();

  /// An array that the caller gives.
  final class Source implements Node {
    private final String name;
    private final long[] shape;

    Source(String name, long[] shape) {
      this.name = name;
      this.shape = shape;
    }

    String name() {
      return name;
    }

    @Override
    public long[] shape() {
      return shape;
    }
  }

  /// The same number everywhere. It takes no memory and no time.
  final class Splat implements Node {
    private final float value;
    private final long[] shape;

    Splat(float value, long[] shape) {
      this.value = value;
      this.shape = shape;
    }

    float value() {
      return value;
    }

    @Override
    public long[] shape() {
      return shape;
    }
  }

  /// An operation applied to operands that have this node's shape (broadcast ones by stride 0).
  final class Map implements Node {
    private final Elementwise operation;
    private final List<View> operands;
    private final float s;
    private final float t;
    private final long[] shape;

    Map(Elementwise operation, List<View> operands, float s, float t, long[] shape) {
      this.operation = operation;
      this.operands = operands;
      this.s = s;
      this.t = t;
      this.shape = shape;
    }

    Elementwise operation() {
      return operation;
    }

    List<View> operands() {
      return operands;
    }

    float s() {
      return s;
    }

    float t() {
      return t;
    }

    @Override
    public long[] shape() {
      return shape;
    }
  }

  /// The sum or maximum of the operand over the dimensions in which this node has size 1.
  final class Reduction implements Node {
    private final boolean maximum;
    private final View operand;
    private final long[] shape;

    Reduction(boolean maximum, View operand, long[] shape) {
      this.maximum = maximum;
      this.operand = operand;
      this.shape = shape;
    }

    boolean maximum() {
      return maximum;
    }

    View operand() {
      return operand;
    }

    @Override
    public long[] shape() {
      return shape;
    }
  }

  /// A matrix product.
  final class Product implements Node {
    private final View left;
    private final View right;
    private final boolean transposeLeft;
    private final boolean transposeRight;
    private final long[] shape;

    Product(View left, View right, boolean transposeLeft, boolean transposeRight, long[] shape) {
      this.left = left;
      this.right = right;
      this.transposeLeft = transposeLeft;
      this.transposeRight = transposeRight;
      this.shape = shape;
    }

    View left() {
      return left;
    }

    View right() {
      return right;
    }

    boolean transposeLeft() {
      return transposeLeft;
    }

    boolean transposeRight() {
      return transposeRight;
    }

    /// Size of the summed dimension.
    long inner() {
      return left.shape()[transposeLeft ? 0 : 1];
    }

    @Override
    public long[] shape() {
      return shape;
    }
  }

  /// Parts put at places that do not overlap, zero elsewhere.
  final class Assembly implements Node {
    private final List<Part> parts;
    private final long[] shape;

    /// @param offset position of the part's first element, in elements of the whole
    record Part(View view, long offset) {}

    Assembly(List<Part> parts, long[] shape) {
      this.parts = parts;
      this.shape = shape;
    }

    List<Part> parts() {
      return parts;
    }

    @Override
    public long[] shape() {
      return shape;
    }
  }

  /// A constant of the graph.
  final class Constant implements Node {
    private final INDArray value;

    Constant(INDArray value) {
      this.value = value;
    }

    INDArray value() {
      return value;
    }

    @Override
    public long[] shape() {
      return value.shape();
    }
  }

  /// One output of an op that ND4J executes on whole nodes.
  final class Foreign implements Node {
    private final CustomOp op;
    private final List<View> operands;
    private final int output;
    private final long[] shape;

    Foreign(CustomOp op, List<View> operands, int output, long[] shape) {
      this.op = op;
      this.operands = operands;
      this.output = output;
      this.shape = shape;
    }

    CustomOp op() {
      return op;
    }

    List<View> operands() {
      return operands;
    }

    int output() {
      return output;
    }

    @Override
    public long[] shape() {
      return shape;
    }
  }

  /// The views that the node reads.
  default List<View> inputs() {
    return switch (this) {
      case Source s -> List.of();
      case Splat s -> List.of();
      case Constant c -> List.of();
      case Map m -> m.operands();
      case Reduction r -> List.of(r.operand());
      case Product p -> List.of(p.left(), p.right());
      case Foreign f -> f.operands();
      case Assembly a -> a.parts().stream().map(Assembly.Part::view).toList();
    };
  }
}
