package org.vaelab.plan;

import java.util.Optional;
import org.vaelab.vector.Elementwise;

/// Recognises log1p(exp(min(x, c))) + max(x − c, 0), which is softplus(x) to float rounding for c
/// where eᶜ swamps 1.
final class Softplus {
  private static final float SMALLEST_BEND = 20;
  private static final float LARGEST_BEND = 80;
  private static final float NO_LOWER_BOUND = -1e30f;

  private Softplus() {}

  /// x, if `body` + `linear` is softplus(x) written so.
  static Optional<View> argument(View body, View linear) {
    Node.Map clip = map(operand(operand(body, Elementwise.LOG1P), Elementwise.EXP));
    Node.Map shift = map(operand(linear, Elementwise.AT_LEAST));
    boolean fits =
        clip != null
            && shift != null
            && clip.operation() == Elementwise.CLIP
            && shift.operation() == Elementwise.ADD_SCALAR
            && map(linear).s() == 0
            && clip.s() <= NO_LOWER_BOUND
            && clip.t() >= SMALLEST_BEND
            && clip.t() <= LARGEST_BEND
            && shift.s() == -clip.t()
            && clip.operands().equals(shift.operands());
    return fits ? Optional.of(clip.operands().getFirst()) : Optional.empty();
  }

  private static View operand(View x, Elementwise operation) {
    Node.Map map = map(x);
    return map != null && map.operation() == operation ? map.operands().getFirst() : null;
  }

  private static Node.Map map(View x) {
    return x != null && x.isWhole() && x.node() instanceof Node.Map map ? map : null;
  }
}
