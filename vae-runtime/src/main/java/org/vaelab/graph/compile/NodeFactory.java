package org.vaelab.graph.compile;

import static org.vaelab.nativemath.Elementwise.ADD_SCALAR;
import static org.vaelab.nativemath.Elementwise.COPY;
import static org.vaelab.nativemath.Elementwise.DIV_INTO_SCALAR;
import static org.vaelab.nativemath.Elementwise.MUL_SCALAR;
import static org.vaelab.nativemath.Elementwise.SUB_FROM_SCALAR;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ops.CustomOp;
import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.Elementwise;

/// Builds nodes: gives back an equal node that exists already, computes with constants at once, and
/// drops what changes nothing.
final class NodeFactory {
  private static final Optional<Double> ZERO = Optional.of(0.0);

  private final Element element;
  private final Map<List<Object>, Node> existing = new HashMap<>();

  NodeFactory(Element element) {
    this.element = element;
  }

  private View unique(Node.Kind kind, long... shape) {
    List<Object> key = List.of(kind, Arrays.stream(shape).boxed().toList());
    return View.of(existing.computeIfAbsent(key, k -> new Node(kind, shape)));
  }

  View splat(double value, long... shape) {
    return View.of(new Node(new Node.Splat(element.round(value)), shape));
  }

  View map(Elementwise operation, View x) {
    return map(operation, x, 0, 0);
  }

  View map(Elementwise operation, View x, double s, double t) {
    Optional<Double> constant = x.splat();
    if (constant.isPresent()) {
      double v = constant.get();
      switch (operation) {
        case COPY:
          return splat(v, x.shape());
        case ADD_SCALAR:
          return splat(v + s, x.shape());
        case MUL_SCALAR:
          return splat(v * s, x.shape());
        case SUB_FROM_SCALAR:
          return splat(s - v, x.shape());
        case DIV_INTO_SCALAR:
          return splat(s / v, x.shape());
        default:
          x = materialise(x);
      }
    }
    boolean unchanged = operation == ADD_SCALAR && s == 0 || operation == MUL_SCALAR && s == 1;
    return unchanged ? x : node(operation, List.of(x), s, t, x.shape());
  }

  View map(Elementwise operation, View x, View y) {
    return map(operation, x, y, 0);
  }

  View map(Elementwise operation, View x, View y, double s) {
    long[] shape = Shapes.broadcast(x.shape(), y.shape());
    View a = x.broadcast(shape);
    View b = y.broadcast(shape);
    if (operation == Elementwise.ADD) {
      Optional<View> joined = joined(a, b);
      if (joined.isPresent()) {
        return joined.get();
      }
    }
    if (operation == Elementwise.SUB && a.equals(b)) {
      return splat(0, shape); // x − stopGradient(x), which scales the gradient of x
    }
    Optional<Double> left = x.splat();
    Optional<Double> right = y.splat();
    boolean zero = left.equals(ZERO) || right.equals(ZERO);
    if (operation == Elementwise.MUL && zero) {
      return splat(0, shape);
    }
    if (right.isPresent()) {
      double v = right.get();
      switch (operation) {
        case ADD:
          return map(ADD_SCALAR, a, v, 0);
        case SUB:
          return map(ADD_SCALAR, a, -v, 0);
        case MUL:
          return map(MUL_SCALAR, a, v, 0);
        case DIV:
          return map(MUL_SCALAR, a, 1 / v, 0);
        default:
          b = materialise(b);
      }
    }
    if (left.isPresent()) {
      double v = left.get();
      switch (operation) {
        case ADD:
          return map(ADD_SCALAR, b, v, 0);
        case SUB:
          return map(SUB_FROM_SCALAR, b, v, 0);
        case MUL:
          return map(MUL_SCALAR, b, v, 0);
        case DIV:
          return map(DIV_INTO_SCALAR, b, v, 0);
        default:
          a = materialise(a);
      }
    }
    return node(operation, List.of(a, b), s, 0, shape);
  }

  /// σ(x)
  View sigmoid(View x) {
    return map(Elementwise.SIGMOID, x, map(Elementwise.EXP_OF_MINUS_MAGNITUDE, x));
  }

  /// ln(1 + eˣ)
  View softplus(View x) {
    return map(Elementwise.SOFTPLUS, x, map(Elementwise.EXP_OF_MINUS_MAGNITUDE, x));
  }

  private View node(Elementwise operation, List<View> operands, double s, double t, long[] shape) {
    return unique(new Node.Map(operation, operands, element.round(s), element.round(t)), shape);
  }

  /// A node of the view's own elements.
  View materialise(View x) {
    if (x.isWhole() && x.splat().isEmpty()) {
      return x;
    }
    return node(COPY, List.of(x), 0, 0, x.shape());
  }

  View reshape(View x, long[] shape) {
    if (Arrays.equals(x.shape(), shape)) {
      return x;
    }
    if (x.splat().isPresent()) {
      return splat(x.splat().get(), shape);
    }
    return x.reshape(shape).orElseGet(() -> materialise(x).reshape(shape).orElseThrow());
  }

  /// A reduction over the dimensions in which `kept` is 1.
  View reduce(Reducer reducer, View x, long[] kept) {
    if (Arrays.equals(x.shape(), kept)) {
      return x;
    }
    if (x.splat().isPresent()) {
      double repeats = reducer == Reducer.MAXIMUM ? 1 : (double) x.count() / Shapes.count(kept);
      return splat(x.splat().get() * repeats, kept);
    }
    return unique(new Node.Reduction(reducer, x), kept);
  }

  /// The gradient of a value that was broadcast from `shape` to the gradient's shape.
  View sumTo(View gradient, long[] shape) {
    long[] kept = gradient.shape().clone();
    int lead = kept.length - shape.length;
    for (int d = 0; d < kept.length; d++) {
      kept[d] = d < lead ? 1 : shape[d - lead];
    }
    return reshape(reduce(Reducer.SUM, gradient, kept), shape);
  }

  View product(View left, View given, boolean transposeLeft, boolean transposeRight) {
    if (left.shape().length != 2 || given.shape().length != 2) {
      throw new UnknownOpException("a matrix product of another rank than 2");
    }
    View a = rows(left);
    View b = rows(given);
    long[] shape = {a.shape()[transposeLeft ? 1 : 0], b.shape()[transposeRight ? 0 : 1]};
    boolean turned = transposeRight && element.hasTiles(shape[0], shape[1], b.shape()[1]);
    View right = turned ? transpose(b) : b;
    return unique(new Node.Product(a, right, transposeLeft, transposeRight && !turned), shape);
  }

  private View transpose(View matrix) {
    return unique(new Node.Transpose(matrix), matrix.shape()[1], matrix.shape()[0]);
  }

  /// The matrix with its rows' elements side by side, as a product needs it.
  private View rows(View x) {
    boolean fits =
        x.splat().isEmpty()
            && (x.shape()[1] == 1 || x.strides()[1] == 1)
            && (x.shape()[0] == 1 || x.strides()[0] >= x.shape()[1]);
    return fits ? x : materialise(x);
  }

  /// A convolution, or one of its gradients: what is asked for of images, their windows and kernel.
  View convolution(Windows windows, Windows.Role result, View left, View right, long... shape) {
    return unique(
        new Node.Convolution(windows, result, contiguous(left), contiguous(right)), shape);
  }

  /// What ND4J's op gives for the operands, one view per output.
  List<View> foreign(CustomOp op, List<View> operands) {
    List<View> solid = operands.stream().map(this::contiguous).toList();
    List<long[]> shapes =
        Nd4jStep.outputShapes(op, element, solid.stream().map(View::shape).toList());
    long size = shapes.stream().mapToLong(Shapes::count).sum();
    Node node = new Node(new Node.Foreign(op, solid, shapes), size);
    List<View> outputs = new ArrayList<>();
    long offset = 0;
    for (long[] shape : shapes) {
      outputs.add(new View(node, offset, shape, Shapes.contiguous(shape)));
      offset += Shapes.count(shape);
    }
    return outputs;
  }

  private View contiguous(View x) {
    return x.isContiguous() && x.splat().isEmpty() ? x : materialise(x);
  }

  View assembly(List<Node.Assembly.Part> parts, long[] shape) {
    List<Node.Assembly.Part> solid =
        parts.stream()
            .map(
                p ->
                    new Node.Assembly.Part(
                        p.view().splat().isPresent() ? materialise(p.view()) : p.view(),
                        p.offset()))
            .toList();
    return unique(new Node.Assembly(solid), shape);
  }

  /// The sum of two assemblies whose parts do not overlap, as one assembly.
  private Optional<View> joined(View x, View y) {
    if (x.isWhole()
        && y.isWhole()
        && x.node().kind() instanceof Node.Assembly a
        && y.node().kind() instanceof Node.Assembly b
        && Arrays.equals(x.node().shape(), y.node().shape())
        && a.parts().stream()
            .allMatch(p -> b.parts().stream().allMatch(q -> disjoint(p, q, x.node().shape())))) {
      List<Node.Assembly.Part> parts = new ArrayList<>(a.parts());
      parts.addAll(b.parts());
      return Optional.of(reshape(assembly(parts, x.node().shape()), x.shape()));
    }
    return Optional.empty();
  }

  private static boolean disjoint(Node.Assembly.Part p, Node.Assembly.Part q, long[] shape) {
    long[] strides = Shapes.contiguous(shape);
    for (int d = 0; d < shape.length; d++) {
      long startP = p.offset() / strides[d] % shape[d];
      long startQ = q.offset() / strides[d] % shape[d];
      if (startP + p.view().shape()[d] <= startQ || startQ + q.view().shape()[d] <= startP) {
        return true;
      }
    }
    return false;
  }
}
