package org.vaelab.graph.compile;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.vaelab.nativemath.Elementwise;

/// Softplus and its gradient, written in SameDiff's operations for every finite x without special
/// cases, as log1p(exp(min(x, c))) + max(x − c, 0), and recognised in a plan:
///
/// - the value, to float rounding, is ln(1 + eˣ);
/// - the gradient for g upstream, 1[x < c]·e^min(x, c)·(g / (1 + e^min(x, c))) + 1[x > c]·g, is
///   g·σ(x).
///
/// In both, e^−|x| is the same node. A sum of a − softplus(x) along a row, as in the log-likelihood
/// of bits, is Σ (a − max(x, 0)) − ln Π (1 + e^−|x|): one logarithm for many elements.
public final class Softplus {
  // exp(30) leaves float room and softplus(x) − x < 1e-13 beyond it.
  private static final double BEND = 30;
  // SameDiff clips at both ends; a float, so that it is the same number in both types.
  private static final double NO_LOWER_BOUND = -1e30f;

  // In shorter rows, the logarithm of the last few elements weighs too much.
  private static final int SHORTEST_ROW = 64;

  private final NodeFactory nodes;

  Softplus(NodeFactory nodes) {
    this.nodes = nodes;
  }

  /// ln(1 + eˣ)
  public static SDVariable of(SDVariable x) {
    SameDiff sd = x.getSameDiff();
    SDVariable body = sd.math.log1p(sd.math.exp(sd.clipByValue(x, NO_LOWER_BOUND, BEND)));
    return body.add(sd.nn.relu(x.sub(BEND), 0));
  }

  /// `x` + `y` in fewer operations, if it is one of the two. The second term of the gradient may be
  /// one of several that were added before the first.
  Optional<View> rewrite(View x, View y) {
    return value(x, y).or(() -> gradient(x, y)).or(() -> gradient(y, x));
  }

  /// The reduction, if it is a sum of a − softplus(x) along rows.
  Optional<View> reduction(Reducer reducer, View operand, long[] kept) {
    int last = kept.length - 1;
    Node.Map difference = map(operand, Elementwise.SUB);
    if (reducer != Reducer.SUM
        || difference == null
        || kept[last] != 1
        || operand.shape()[last] < SHORTEST_ROW) {
      return Optional.empty();
    }
    Node.Map subtrahend = map(difference.inputs().getLast(), Elementwise.SOFTPLUS);
    if (subtrahend == null) {
      return Optional.empty();
    }
    View a = difference.inputs().getFirst();
    View x = subtrahend.inputs().getFirst();
    View linear = linear(a, x);
    View exp = subtrahend.inputs().getLast();
    return Optional.of(
        nodes.map(
            Elementwise.SUB,
            nodes.reduce(Reducer.SUM, nodes.reshape(linear, operand.shape()), kept),
            nodes.reduce(Reducer.SUM_OF_LOG1P, nodes.reshape(exp, operand.shape()), kept)));
  }

  /// a − max(x, 0), in one operation where a is a product with x.
  private View linear(View a, View x) {
    Node.Map product = map(a, Elementwise.MUL);
    if (product != null && product.inputs().contains(x)) {
      int other = product.inputs().getFirst().equals(x) ? 1 : 0;
      return nodes.map(Elementwise.BIT_TERM, product.inputs().get(other), x);
    }
    return nodes.map(Elementwise.SUB, a, nodes.map(Elementwise.AT_LEAST, x, 0, 0));
  }

  private Optional<View> value(View body, View linear) {
    View x = clipped(operand(body, Elementwise.LOG1P));
    Node.Map positive = map(linear, Elementwise.AT_LEAST);
    boolean fits =
        x != null
            && positive != null
            && positive.s() == 0
            && isShift(positive.inputs().getFirst(), x);
    return fits ? Optional.of(nodes.softplus(x)) : Optional.empty();
  }

  private Optional<View> gradient(View inner, View outer) {
    Bent bent = bent(inner);
    if (bent == null) {
      return Optional.empty();
    }
    View own = nodes.map(Elementwise.MUL, nodes.sigmoid(bent.x), bent.upstream);
    if (bent.isComplement(outer)) {
      return Optional.of(own);
    }
    Node.Map sum = map(outer, Elementwise.ADD);
    if (sum == null) {
      return Optional.empty();
    }
    View first = sum.inputs().getFirst();
    View last = sum.inputs().getLast();
    if (bent.isComplement(last)) {
      return Optional.of(nodes.map(Elementwise.ADD, first, own));
    } else if (bent.isComplement(first)) {
      return Optional.of(nodes.map(Elementwise.ADD, last, own));
    }
    return Optional.empty();
  }

  /// 1[x < c]·e^min(x, c)·(g / (1 + e^min(x, c)))
  private record Bent(View x, View upstream) {
    /// Whether it is 1[x > c]·g.
    boolean isComplement(View view) {
      Node.Map gradient = map(view, Elementwise.RELU_GRADIENT);
      return gradient != null
          && gradient.s() == 0
          && isShift(gradient.inputs().getFirst(), x)
          && isUpstream(gradient.inputs().getLast());
    }

    private boolean isUpstream(View view) {
      if (view.equals(upstream)) {
        return true;
      }
      View copied = operand(view, Elementwise.COPY);
      Optional<Double> value = upstream.splat();
      return copied != null && value.isPresent() && copied.splat().equals(value);
    }
  }

  private Bent bent(View view) {
    Node.Map product = map(view, Elementwise.MUL);
    if (product == null) {
      return null;
    }
    Node.Map mask = map(product.inputs().getFirst(), Elementwise.MUL);
    Node.Map slope = map(product.inputs().getLast(), Elementwise.MUL);
    if (mask == null || slope == null) {
      return null;
    }
    View exp = slope.inputs().getFirst();
    View x = clipped(exp);
    View upstream = numerator(slope.inputs().getLast(), exp);
    boolean fits = x != null && upstream != null && isMask(mask, x);
    return fits ? new Bent(x, upstream) : null;
  }

  /// g, if the view is g / (1 + `exp`).
  private View numerator(View view, View exp) {
    Node.Map quotient = map(view);
    if (quotient == null) {
      return null;
    }
    Node.Map sum = map(quotient.inputs().getLast(), Elementwise.ADD_SCALAR);
    if (sum == null || sum.s() != 1 || !sum.inputs().getFirst().equals(exp)) {
      return null;
    }
    return switch (quotient.operation()) {
      case DIV -> quotient.inputs().getFirst();
      case DIV_INTO_SCALAR -> nodes.splat(quotient.s(), view.node().shape());
      default -> null;
    };
  }

  private static boolean isMask(Node.Map mask, View x) {
    Node.Map above = map(mask.inputs().getFirst(), Elementwise.ABOVE);
    Node.Map below = map(mask.inputs().getLast(), Elementwise.BELOW);
    return above != null
        && below != null
        && above.s() == NO_LOWER_BOUND
        && below.s() == BEND
        && above.inputs().getFirst().equals(x)
        && below.inputs().getFirst().equals(x);
  }

  /// Whether it is x − c.
  private static boolean isShift(View view, View x) {
    Node.Map shift = map(view, Elementwise.ADD_SCALAR);
    return shift != null && shift.s() == -BEND && shift.inputs().getFirst().equals(x);
  }

  /// x, if the view is the exponential of min(x, c).
  private static View clipped(View exp) {
    Node.Map clip = map(operand(exp, Elementwise.EXP), Elementwise.CLIP);
    boolean fits = clip != null && clip.s() == NO_LOWER_BOUND && clip.t() == BEND;
    return fits ? clip.inputs().getFirst() : null;
  }

  private static View operand(View x, Elementwise operation) {
    Node.Map map = map(x, operation);
    return map != null ? map.inputs().getFirst() : null;
  }

  private static Node.Map map(View x, Elementwise operation) {
    Node.Map map = map(x);
    return map != null && map.operation() == operation ? map : null;
  }

  private static Node.Map map(View x) {
    return x != null && x.isWhole() && x.node().kind() instanceof Node.Map map ? map : null;
  }
}
