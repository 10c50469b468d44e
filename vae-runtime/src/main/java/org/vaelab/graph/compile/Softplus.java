package org.vaelab.graph.compile;

import java.util.Optional;
import org.vaelab.nativemath.Elementwise;

/// Recognises softplus and its gradient where they are written for every finite x without special
/// cases, as log1p(exp(min(x, c))) + max(x − c, 0) for a c where eᶜ swamps 1:
///
/// - the value, to float rounding, is ln(1 + eˣ);
/// - the gradient for g upstream, 1[x < c]·e^min(x, c)·(g / (1 + e^min(x, c))) + 1[x > c]·g, is
///   g·σ(x).
///
/// In both, e^−|x| is the same node.
final class Softplus {
  private static final float SMALLEST_BEND = 20;
  private static final float LARGEST_BEND = 80;
  private static final float NO_LOWER_BOUND = -1e30f;

  private final NodeFactory nodes;

  Softplus(NodeFactory nodes) {
    this.nodes = nodes;
  }

  /// `x` + `y` in fewer operations, if it is one of the two. The second term of the gradient may be
  /// one of several that were added before the first.
  Optional<View> rewrite(View x, View y) {
    return value(x, y).or(() -> gradient(x, y)).or(() -> gradient(y, x));
  }

  private Optional<View> value(View body, View linear) {
    Node.Map exp = map(operand(body, Elementwise.LOG1P));
    Node.Map positive = map(linear, Elementwise.AT_LEAST);
    Clip clip = clip(exp);
    boolean fits =
        clip != null
            && positive != null
            && positive.s() == 0
            && clip.isShift(positive.operands().getFirst());
    return fits ? Optional.of(nodes.softplus(clip.x)) : Optional.empty();
  }

  private Optional<View> gradient(View inner, View outer) {
    Bent bent = bent(inner);
    if (bent == null) {
      return Optional.empty();
    }
    View own = nodes.map(Elementwise.MUL, nodes.sigmoid(bent.clip.x), bent.upstream);
    if (bent.isComplement(map(outer, Elementwise.RELU_GRADIENT))) {
      return Optional.of(own);
    }
    Node.Map sum = map(outer, Elementwise.ADD);
    if (sum == null) {
      return Optional.empty();
    }
    View first = sum.operands().getFirst();
    View last = sum.operands().getLast();
    if (bent.isComplement(map(last, Elementwise.RELU_GRADIENT))) {
      return Optional.of(nodes.map(Elementwise.ADD, first, own));
    } else if (bent.isComplement(map(first, Elementwise.RELU_GRADIENT))) {
      return Optional.of(nodes.map(Elementwise.ADD, last, own));
    }
    return Optional.empty();
  }

  /// min(x, c)
  private record Clip(View x, float bend) {
    boolean isShift(View view) {
      Node.Map shift = map(view, Elementwise.ADD_SCALAR);
      return shift != null && shift.s() == -bend && shift.operands().getFirst().equals(x);
    }
  }

  /// 1[x < c]·e^min(x, c)·(g / (1 + e^min(x, c)))
  private record Bent(Clip clip, View upstream) {
    /// Whether it is 1[x > c]·g.
    boolean isComplement(Node.Map gradient) {
      return gradient != null
          && gradient.s() == 0
          && clip.isShift(gradient.operands().getFirst())
          && isUpstream(gradient.operands().getLast());
    }

    private boolean isUpstream(View view) {
      if (view.equals(upstream)) {
        return true;
      }
      Node.Map copy = map(view, Elementwise.COPY);
      Optional<Float> value = upstream.splat();
      return copy != null && value.isPresent() && copy.operands().getFirst().splat().equals(value);
    }
  }

  private Bent bent(View view) {
    Node.Map product = map(view, Elementwise.MUL);
    if (product == null) {
      return null;
    }
    Node.Map mask = map(product.operands().getFirst(), Elementwise.MUL);
    Node.Map slope = map(product.operands().getLast(), Elementwise.MUL);
    if (mask == null || slope == null) {
      return null;
    }
    View exp = slope.operands().getFirst();
    Clip clip = clip(map(exp));
    View upstream = numerator(map(slope.operands().getLast()), exp);
    boolean fits = clip != null && upstream != null && isMask(mask, clip);
    return fits ? new Bent(clip, upstream) : null;
  }

  /// g, if the node is g / (1 + `exp`).
  private View numerator(Node.Map quotient, View exp) {
    if (quotient == null) {
      return null;
    }
    View last = quotient.operands().getLast();
    Node.Map sum = map(last, Elementwise.ADD_SCALAR);
    if (sum == null || sum.s() != 1 || !sum.operands().getFirst().equals(exp)) {
      return null;
    }
    return switch (quotient.operation()) {
      case DIV -> quotient.operands().getFirst();
      case DIV_INTO_SCALAR -> nodes.splat(quotient.s(), quotient.shape());
      default -> null;
    };
  }

  private static boolean isMask(Node.Map mask, Clip clip) {
    Node.Map above = map(mask.operands().getFirst(), Elementwise.ABOVE);
    Node.Map below = map(mask.operands().getLast(), Elementwise.BELOW);
    return above != null
        && below != null
        && above.s() <= NO_LOWER_BOUND
        && below.s() == clip.bend
        && above.operands().getFirst().equals(clip.x)
        && below.operands().getFirst().equals(clip.x);
  }

  /// The argument of `exp`, if it is an exponential of min(x, c).
  private static Clip clip(Node.Map exp) {
    if (exp == null || exp.operation() != Elementwise.EXP) {
      return null;
    }
    Node.Map clip = map(exp.operands().getFirst(), Elementwise.CLIP);
    boolean fits =
        clip != null
            && clip.s() <= NO_LOWER_BOUND
            && clip.t() >= SMALLEST_BEND
            && clip.t() <= LARGEST_BEND;
    return fits ? new Clip(clip.operands().getFirst(), clip.t()) : null;
  }

  private static View operand(View x, Elementwise operation) {
    Node.Map map = map(x, operation);
    return map != null ? map.operands().getFirst() : null;
  }

  private static Node.Map map(View x, Elementwise operation) {
    Node.Map map = map(x);
    return map != null && map.operation() == operation ? map : null;
  }

  private static Node.Map map(View x) {
    return x != null && x.isWhole() && x.node() instanceof Node.Map map ? map : null;
  }
}
