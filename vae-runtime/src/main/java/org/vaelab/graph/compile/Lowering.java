package org.vaelab.graph.compile;

import static org.vaelab.nativemath.Elementwise.ABOVE;
import static org.vaelab.nativemath.Elementwise.ADD;
import static org.vaelab.nativemath.Elementwise.ADD_SCALAR;
import static org.vaelab.nativemath.Elementwise.AT_LEAST;
import static org.vaelab.nativemath.Elementwise.BELOW;
import static org.vaelab.nativemath.Elementwise.CLIP;
import static org.vaelab.nativemath.Elementwise.COPY;
import static org.vaelab.nativemath.Elementwise.DIV;
import static org.vaelab.nativemath.Elementwise.DIV_INTO_SCALAR;
import static org.vaelab.nativemath.Elementwise.ELU;
import static org.vaelab.nativemath.Elementwise.EXP;
import static org.vaelab.nativemath.Elementwise.EXPM1;
import static org.vaelab.nativemath.Elementwise.LOG;
import static org.vaelab.nativemath.Elementwise.LOG1P;
import static org.vaelab.nativemath.Elementwise.MUL;
import static org.vaelab.nativemath.Elementwise.MUL_SCALAR;
import static org.vaelab.nativemath.Elementwise.SIGMOID_GRADIENT;
import static org.vaelab.nativemath.Elementwise.SQRT;
import static org.vaelab.nativemath.Elementwise.SQUARE;
import static org.vaelab.nativemath.Elementwise.SUB;
import static org.vaelab.nativemath.Elementwise.SUB_FROM_SCALAR;
import static org.vaelab.nativemath.Elementwise.TANH;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.vaelab.nativemath.Element;

/// Rewrites the SameDiff ops that the wanted variables need, and no others, as nodes. Each output
/// of an op that plans know is rewritten by itself, so that the gradients that nobody asked for
/// never appear; all outputs of any other op are one node.
final class Lowering {
  private final Element element;
  private final SameDiff graph;
  private final Map<String, long[]> inputShapes;
  private final NodeFactory nodes;
  private final Softplus softplus;
  private final ConvolutionLowering convolutions;
  private final GradientLowering gradients;
  private final Map<String, View> done = new HashMap<>();
  private final Map<String, List<View>> foreign = new HashMap<>();

  /// @param inputShapes shapes of all placeholders
  Lowering(Element element, SameDiff graph, Map<String, long[]> inputShapes) {
    this.element = element;
    this.nodes = new NodeFactory(element);
    this.softplus = new Softplus(nodes);
    this.convolutions = new ConvolutionLowering(nodes);
    this.gradients = new GradientLowering(nodes, convolutions, this::of);
    this.graph = graph;
    this.inputShapes = inputShapes;
  }

  /// A node that holds the variable and that no other call returned.
  Node result(String variable, List<Node> taken) {
    View view = of(variable);
    Node node = nodes.materialise(view).node();
    boolean elsewhere = node.isGiven() || node.kind() instanceof Node.Foreign;
    boolean owned = !elsewhere && !taken.contains(node);
    return owned ? node : new Node(new Node.Map(COPY, List.of(view), 0, 0), view.shape());
  }

  long[] shape(String variable) {
    return of(variable).shape();
  }

  private View of(String variable) {
    View known = done.get(variable);
    if (known == null) {
      known = lower(variable);
      done.put(variable, known);
    }
    return known;
  }

  private View lower(String name) {
    SDVariable variable = graph.getVariable(name);
    if (variable.getVariableType() == VariableType.PLACEHOLDER) {
      return View.of(new Node(new Node.Source(name), inputShapes.get(name)));
    }
    String producer = graph.getVariables().get(name).getOutputOfOp();
    if (producer == null && variable.getArr().length() == 1) {
      return nodes.splat(variable.getArr().getDouble(0), variable.getArr().shape());
    } else if (producer == null && variable.dataType() != element.type()) {
      throw new UnsupportedGraphException("a constant of another type than " + element);
    } else if (producer == null) {
      return View.of(new Node(new Node.Constant(variable.getArr()), variable.getArr().shape()));
    }
    SameDiffOp op = graph.getOps().get(producer);
    int output = op.getOutputsOfOp().indexOf(name);
    try {
      return lower(new OpArguments(op), output);
    } catch (UnknownOpException e) {
      return foreign(op, e.getMessage()).get(output);
    }
  }

  private View lower(OpArguments arguments, int output) {
    if (arguments.name().endsWith("_bp")) {
      return gradients.lower(arguments, output);
    }
    View x = of(arguments.input(0));
    return switch (arguments.name()) {
      case "add" -> sum(x, of(arguments.input(1)));
      case "subtract" -> nodes.map(SUB, x, of(arguments.input(1)));
      case "multiply" -> nodes.map(MUL, x, of(arguments.input(1)));
      case "divide" -> nodes.map(DIV, x, of(arguments.input(1)));
      case "add_scalar" -> nodes.map(ADD_SCALAR, x, arguments.scalar(), 0);
      case "sub_scalar" -> nodes.map(ADD_SCALAR, x, -arguments.scalar(), 0);
      case "mul_scalar" -> nodes.map(MUL_SCALAR, x, arguments.scalar(), 0);
      case "div_scalar" -> nodes.map(MUL_SCALAR, x, 1 / arguments.scalar(), 0);
      case "rsub_scalar" -> nodes.map(SUB_FROM_SCALAR, x, arguments.scalar(), 0);
      case "rdiv_scalar" -> nodes.map(DIV_INTO_SCALAR, x, arguments.scalar(), 0);
      case "neg" -> nodes.map(MUL_SCALAR, x, -1, 0);
      case "square" -> nodes.map(SQUARE, x);
      case "sqrt" -> nodes.map(SQRT, x);
      case "exp" -> nodes.map(EXP, x);
      case "expm1" -> nodes.map(EXPM1, x);
      case "log" -> nodes.map(LOG, x);
      case "log1p" -> nodes.map(LOG1P, x);
      case "tanh" -> nodes.map(TANH, x);
      case "sigmoid" -> nodes.sigmoid(x);
      case "relu" -> nodes.map(AT_LEAST, x, arguments.scalar(), 0);
      case "elu" -> nodes.map(ELU, x, arguments.real(0), 0);
      case "swish" -> nodes.map(MUL, x, nodes.sigmoid(x));
      case "_swishderivative" -> swishDerivative(x);
      case "ClipByValue" -> nodes.map(CLIP, x, arguments.real(0), arguments.real(1));
      case "greaterthan_scalar" -> nodes.map(ABOVE, x, arguments.scalar(), 0);
      case "lessthan_scalar" -> nodes.map(BELOW, x, arguments.scalar(), 0);
      case "pow" -> power(x, arguments.scalar());
      case "_powderivative" ->
          nodes.map(MUL_SCALAR, power(x, arguments.scalar() - 1), arguments.scalar(), 0);
      case "cast", "stop_gradient", "identity" -> x;
      case "zeroslike" -> nodes.splat(0, x.shape());
      case "oneslike", "ones_as" -> nodes.splat(1, x.shape());
      case "reduce_sum" -> reduce(Reducer.SUM, x, arguments);
      case "reduce_max" -> reduce(Reducer.MAXIMUM, x, arguments);
      case "reduce_mean" -> {
        View sum = reduce(Reducer.SUM, x, arguments);
        yield nodes.map(MUL_SCALAR, sum, (double) sum.count() / x.count(), 0);
      }
      case "matmul" ->
          nodes.product(
              x, of(arguments.input(1)), arguments.integer(0) == 1, arguments.integer(1) == 1);
      case "reshape" -> nodes.reshape(x, newShape(arguments, x));
      case "strided_slice" -> {
        StridedSlice slice = StridedSlice.of(arguments, x.shape());
        yield x.slice(slice.begin(), slice.size());
      }
      case "concat" -> concatenation(arguments);
      case "permute", "transpose" -> x.permute(arguments.axes(x.shape().length));
      case "conv2d" ->
          withBias(arguments, convolutions.convolution(arguments, x, kernel(arguments)));
      case "deconv2d" ->
          withBias(arguments, convolutions.transposed(arguments, x, kernel(arguments)));
      case "upsampling2d" -> convolutions.upsampling(arguments, x);
      default -> throw new UnknownOpException("op '" + arguments.name() + "'");
    };
  }

  /// @param reason why a plan has no step of its own for it
  private List<View> foreign(SameDiffOp op, String reason) {
    List<View> known = foreign.get(op.getName());
    if (known != null) {
      return known;
    }
    boolean ofElements =
        Stream.concat(op.getInputsToOp().stream(), op.getOutputsOfOp().stream())
            .allMatch(name -> graph.getVariable(name).dataType() == element.type());
    if (!ofElements || !(op.getOp() instanceof CustomOp custom)) {
      throw new UnsupportedGraphException(reason);
    }
    List<View> outputs = nodes.foreign(custom, op.getInputsToOp().stream().map(this::of).toList());
    foreign.put(op.getName(), outputs);
    return outputs;
  }

  private View kernel(OpArguments arguments) {
    return of(arguments.input(1));
  }

  private View withBias(OpArguments arguments, View y) {
    return arguments.inputs() == 2
        ? y
        : convolutions.withBias(arguments, y, of(arguments.input(2)));
  }

  private View sum(View x, View y) {
    return softplus.rewrite(x, y).orElseGet(() -> nodes.map(ADD, x, y));
  }

  private View power(View x, double exponent) {
    if (exponent == 0) {
      return nodes.splat(1, x.shape());
    } else if (exponent == 1) {
      return x;
    } else if (exponent == 2) {
      return nodes.map(SQUARE, x);
    } else if (exponent == -0.5) {
      return nodes.map(DIV_INTO_SCALAR, nodes.map(SQRT, x), 1, 0);
    }
    throw new UnknownOpException("power " + exponent);
  }

  /// s + x·s·(1 − s), s = σ(x)
  private View swishDerivative(View x) {
    View s = nodes.sigmoid(x);
    return nodes.map(ADD, s, nodes.map(SIGMOID_GRADIENT, s, x));
  }

  private View reduce(Reducer reducer, View x, OpArguments arguments) {
    long[] kept = x.shape().clone();
    List<Long> remaining = new ArrayList<>();
    boolean[] reduced = arguments.reducedDimensions(kept.length);
    for (int d = 0; d < kept.length; d++) {
      if (!reduced[d]) {
        remaining.add(kept[d]);
      } else {
        kept[d] = 1;
      }
    }
    View result =
        softplus.reduction(reducer, x, kept).orElseGet(() -> nodes.reduce(reducer, x, kept));
    return arguments.keepsDimensions()
        ? result
        : nodes.reshape(result, remaining.stream().mapToLong(Long::longValue).toArray());
  }

  private long[] newShape(OpArguments arguments, View x) {
    long[] shape;
    if (arguments.inputs() == 1) {
      shape = arguments.integers(1);
    } else {
      String producer = graph.getVariables().get(arguments.input(1)).getOutputOfOp();
      SameDiffOp shapeOf = graph.getOps().get(producer);
      if (!shapeOf.getOp().opName().equals("shape_of")) {
        throw new UnknownOpException("reshape to a computed shape");
      }
      shape = shape(shapeOf.getInputsToOp().getFirst());
    }
    long known = Shapes.count(Arrays.stream(shape).filter(size -> size != -1).toArray());
    return Arrays.stream(shape).map(size -> size == -1 ? x.count() / known : size).toArray();
  }

  private View concatenation(OpArguments arguments) {
    List<View> views = new ArrayList<>();
    for (int i = 0; i < arguments.inputs(); i++) {
      views.add(of(arguments.input(i)));
    }
    long[] shape = views.getFirst().shape().clone();
    int dimension = Math.floorMod(arguments.integer(0), shape.length);
    shape[dimension] = views.stream().mapToLong(v -> v.shape()[dimension]).sum();
    long stride = Shapes.contiguous(shape)[dimension];
    List<Node.Assembly.Part> parts = new ArrayList<>();
    long position = 0;
    for (View view : views) {
      parts.add(new Node.Assembly.Part(view, position * stride));
      position += view.shape()[dimension];
    }
    return nodes.assembly(parts, shape);
  }
}
