package org.vaelab.graph.compile;

import static org.vaelab.nativemath.Elementwise.DIV;
import static org.vaelab.nativemath.Elementwise.ELU;
import static org.vaelab.nativemath.Elementwise.ELU_GRADIENT;
import static org.vaelab.nativemath.Elementwise.MUL;
import static org.vaelab.nativemath.Elementwise.MUL_SCALAR;
import static org.vaelab.nativemath.Elementwise.RELU_GRADIENT;
import static org.vaelab.nativemath.Elementwise.SIGMOID_GRADIENT;
import static org.vaelab.nativemath.Elementwise.SQUARE;
import static org.vaelab.nativemath.Elementwise.TANH;
import static org.vaelab.nativemath.Elementwise.TANH_GRADIENT;

import java.util.List;
import java.util.function.Function;

/// Rewrites SameDiff's backward ops (`..._bp`), one output at a time.
final class GradientLowering {
  private final NodeFactory nodes;
  private final ConvolutionLowering convolutions;
  private final Function<String, View> variables;

  GradientLowering(
      NodeFactory nodes, ConvolutionLowering convolutions, Function<String, View> variables) {
    this.nodes = nodes;
    this.convolutions = convolutions;
    this.variables = variables;
  }

  View lower(OpArguments op, int output) {
    View x = input(op, 0);
    View upstream = input(op, op.inputs() - 1);
    return switch (op.name()) {
      case "add_bp" -> nodes.sumTo(upstream, input(op, output).shape());
      case "subtract_bp" ->
          nodes.sumTo(output == 0 ? upstream : negative(upstream), input(op, output).shape());
      case "multiply_bp" -> {
        View other = input(op, 1 - output);
        yield nodes.sumTo(nodes.map(MUL, upstream, other), input(op, output).shape());
      }
      case "divide_bp" -> quotient(x, input(op, 1), upstream, output);
      case "matmul_bp" -> product(op, x, input(op, 1), upstream, output);
      case "tanh_bp" -> nodes.map(TANH_GRADIENT, nodes.map(TANH, x), upstream);
      case "sigmoid_bp" -> nodes.map(SIGMOID_GRADIENT, nodes.sigmoid(x), upstream);
      case "elu_bp" ->
          nodes.map(ELU_GRADIENT, nodes.map(ELU, x, op.real(0), 0), upstream, op.real(0));
      case "thresholdedrelu_bp" -> nodes.map(RELU_GRADIENT, x, upstream, op.real(0));
      case "reduce_sum_bp" -> spread(op, x, upstream, 1);
      case "reduce_mean_bp" -> spread(op, x, upstream, (double) upstream.count() / x.count());
      case "reduce_max_bp" -> {
        // SameDiff sends it to one of several equal maxima; only zero is the same for all.
        if (upstream.splat().orElse(Double.NaN) != 0) {
          throw new UnknownOpException("the gradient of a maximum");
        }
        yield nodes.splat(0, x.shape());
      }
      case "strided_slice_bp" -> {
        StridedSlice slice = StridedSlice.of(op, x.shape());
        long offset = 0;
        long[] strides = Shapes.contiguous(x.shape());
        for (int d = 0; d < strides.length; d++) {
          offset += slice.begin()[d] * strides[d];
        }
        View part = nodes.reshape(upstream, slice.size());
        yield nodes.assembly(List.of(new Node.Assembly.Part(part, offset)), x.shape());
      }
      case "concat_bp" -> {
        long[] begin = new long[upstream.shape().length];
        int dimension = Math.floorMod(op.integer(0), begin.length);
        for (int i = 0; i < output; i++) {
          begin[dimension] += input(op, i).shape()[dimension];
        }
        yield upstream.slice(begin, input(op, output).shape());
      }
      case "conv2d_bp", "deconv2d_bp" -> {
        View operand = input(op, output == 2 ? 2 : 1);
        yield output == 2
            ? convolutions.biasGradient(op, operand, upstream)
            : convolutions.gradient(op, x, operand, upstream, output);
      }
      case "upsampling2d_bp" -> convolutions.upsamplingGradient(op, x, upstream);
      default -> throw new UnknownOpException("op '" + op.name() + "'");
    };
  }

  private View input(OpArguments op, int i) {
    return variables.apply(op.input(i));
  }

  private View negative(View x) {
    return nodes.map(MUL_SCALAR, x, -1, 0);
  }

  private View quotient(View x, View y, View upstream, int output) {
    View gradient =
        output == 0
            ? nodes.map(DIV, upstream, y)
            : negative(nodes.map(DIV, nodes.map(MUL, upstream, x), nodes.map(SQUARE, y)));
    return nodes.sumTo(gradient, (output == 0 ? x : y).shape());
  }

  /// Of C = AB: dA = dC·Bᵀ and dB = Aᵀ·dC, where A or B may be the transpose of what is given.
  private View product(OpArguments op, View a, View b, View upstream, int output) {
    boolean transposeA = op.integer(0) == 1;
    boolean transposeB = op.integer(1) == 1;
    if (output == 0) {
      return transposeA
          ? nodes.product(b, upstream, transposeB, true)
          : nodes.product(upstream, b, false, !transposeB);
    }
    return transposeB
        ? nodes.product(upstream, a, true, transposeA)
        : nodes.product(a, upstream, !transposeA, false);
  }

  private View spread(OpArguments op, View x, View upstream, double factor) {
    long[] kept = x.shape().clone();
    boolean[] reduced = op.reducedDimensions(kept.length);
    for (int d = 0; d < kept.length; d++) {
      kept[d] = reduced[d] ? 1 : kept[d];
    }
    View scaled = nodes.map(MUL_SCALAR, nodes.reshape(upstream, kept), factor, 0);
    return scaled.splat().isPresent()
        ? nodes.splat(scaled.splat().get(), x.shape())
        : scaled.broadcast(x.shape());
  }
}
