package org.vaelab.distribution;

import static org.vaelab.graph.SafeOps.bySample;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.SafeOps;

/// f(z) = z + û tanh(wᵀz + b), layer after layer (Rezende and Mohamed 2015, eq. 10). With wᵀû > −1
/// each is a bijection.
///
/// @param size Z
record PlanarFlow(List<Layer> layers, int size) implements Flow {
  // softplus(x + SHIFT) − 1 is zero at x = 0, where û = u = 0.
  private static final double SHIFT = Math.log(Math.E - 1);

  /// @param u `[B, Z]`
  /// @param w `[B, Z]`, not zero
  /// @param b `[B, 1]`
  record Layer(SDVariable u, SDVariable w, SDVariable b) {

    /// wᵀû = 0.99 (softplus(wᵀu + c) − 1), `[B, 1]`; their appendix A.1 has 1 and c = 0. Above
    // −0.99
    /// the determinant does not round to zero.
    private SDVariable alignment() {
      return SafeOps.softplus(w.mul(u).sum(true, 1).add(SHIFT)).sub(1).mul(0.99);
    }

    /// û = u + (wᵀû − wᵀu) w / |w|², `[B, Z]`
    private SDVariable direction() {
      SDVariable missing = alignment().sub(w.mul(u).sum(true, 1));
      return u.add(w.mul(missing).div(w.mul(w).sum(true, 1)));
    }
  }

  /// log |det| = Σ log(1 + (1 − tanh²) wᵀû)
  @Override
  public Image forward(SDVariable rows, int samples) {
    var math = rows.getSameDiff().math;
    SDVariable z = bySample(rows, samples, size);
    SDVariable logDeterminant = null;
    for (Layer layer : layers) {
      SDVariable tanh = math.tanh(z.mul(layer.w()).sum(true, 2).add(layer.b()));
      SDVariable slope = math.square(tanh).rsub(1).mul(layer.alignment());
      SDVariable stretch = math.log1p(slope).reshape(samples, -1);
      logDeterminant = logDeterminant == null ? stretch : logDeterminant.add(stretch);
      z = z.add(layer.direction().mul(tanh));
    }
    return new Image(z.reshape(-1, size), logDeterminant);
  }

  @Override
  public Image inverse(SDVariable rows, int samples) {
    throw new IllegalArgumentException(
        "A planar flow knows log q(z) at its own samples alone, as its inverse has no closed form; use the pathwise gradient, the prior where annealing starts, or RealNvpFamily.");
  }
}
