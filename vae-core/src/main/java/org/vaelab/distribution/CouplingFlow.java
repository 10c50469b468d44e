package org.vaelab.distribution;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.SafeOps;

/// Affine couplings (Dinh, Sohl-Dickstein and Bengio 2017): layer by layer one half a of the
/// dimensions stays and the other becomes b exp(s(a)) + t(a), the halves in turn.
///
/// @param couplings s and t of each layer
/// @param size Z, at least 2
record CouplingFlow(List<Coupling> couplings, int size) implements Flow {

  /// The network of a layer.
  @FunctionalInterface
  interface Coupling {
    /// @param kept a, `[K*B, kept]`
    /// @return (s before it is bounded, t), `[K*B, 2 moved]`
    SDVariable apply(SDVariable kept, int samples);
  }

  /// How many dimensions a layer keeps.
  static int kept(int layer, int size) {
    return layer % 2 == 0 ? size / 2 : size - size / 2;
  }

  /// @param what has the couplings
  static void require(String what, int layers, int size) {
    if (layers < 1 || size < 2) {
      throw new IllegalArgumentException(
          "%s needs a layer or more, and two latent dimensions or more to couple, not %d and %d."
              .formatted(what, layers, size));
    }
  }

  /// A row's halves at a layer.
  ///
  /// @param first whether the half that stays comes first
  private record Halves(SDVariable kept, SDVariable moved, boolean first) {
    SDVariable with(SDVariable newlyMoved) {
      var sd = kept.getSameDiff();
      return first ? sd.concat(1, kept, newlyMoved) : sd.concat(1, newlyMoved, kept);
    }
  }

  private Halves split(SDVariable rows, int layer) {
    int middle = size / 2;
    SDVariable left = SafeOps.columns(rows, 0, middle);
    SDVariable right = SafeOps.columns(rows, middle, size);
    boolean first = layer % 2 == 0;
    return first ? new Halves(left, right, true) : new Halves(right, left, false);
  }

  /// s and t, `[K*B, moved]`.
  private record Affine(SDVariable logScale, SDVariable shift) {}

  private Affine affine(SDVariable kept, int layer, int samples) {
    int moved = size - kept(layer, size);
    SDVariable outputs = couplings.get(layer).apply(kept, samples);
    return new Affine(
        Flow.bounded(SafeOps.columns(outputs, 0, moved)),
        SafeOps.columns(outputs, moved, 2 * moved));
  }

  /// log |det| = Σ s
  @Override
  public Image forward(SDVariable rows, int samples) {
    var math = rows.getSameDiff().math;
    SDVariable z = rows;
    SDVariable logDeterminant = null;
    for (int layer = 0; layer < couplings.size(); layer++) {
      Halves halves = split(z, layer);
      Affine affine = affine(halves.kept(), layer, samples);
      z = halves.with(halves.moved().mul(math.exp(affine.logScale())).add(affine.shift()));
      logDeterminant = plus(logDeterminant, affine.logScale(), layer);
    }
    return new Image(z, logDeterminant.reshape(samples, -1));
  }

  /// b = (b' − t(a)) exp(−s(a)), from the last layer to the first.
  @Override
  public Image inverse(SDVariable rows, int samples) {
    var math = rows.getSameDiff().math;
    SDVariable z = rows;
    SDVariable logDeterminant = null;
    for (int layer = couplings.size() - 1; layer >= 0; layer--) {
      Halves halves = split(z, layer);
      Affine affine = affine(halves.kept(), layer, samples);
      SDVariable back = affine.logScale().neg();
      z = halves.with(halves.moved().sub(affine.shift()).mul(math.exp(back)));
      logDeterminant = plus(logDeterminant, back, layer);
    }
    return new Image(z, logDeterminant.reshape(samples, -1));
  }

  private SDVariable plus(SDVariable sum, SDVariable logScale, int layer) {
    SDVariable term = SafeOps.sum(logScale, 1, size - kept(layer, size));
    return sum == null ? term : sum.add(term);
  }
}
