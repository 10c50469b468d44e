package org.vaelab.gradient;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;
import org.vaelab.objective.JointSample;

/// The doubly reparameterised gradient of the importance-weighted bound, DReG (Tucker, Lawson, Gu
/// and Maddison 2019): with w̃ the normalised weights, θ's is Σ_k w̃_k ∇θ log w_k and
/// φ's is Σ_k w̃_k² ∂log w_k/∂z_k ∂z_k/∂φ. The signal-to-noise ratio of φ's grows with K, while
/// that of the pathwise gradient falls; it is zero at the exact posterior, and for K = 1 that of
/// sticking the landing.
public record DoublyReparameterised() implements GradientEstimator {
  @Override
  public String label() {
    return "doubly reparameterised";
  }

  /// @throws IllegalArgumentException if q's samples are not reparameterised, or q cannot be
  ///     detached from φ
  @Override
  public Bound surrogate(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      SDVariable x,
      SDVariable noise,
      int samples) {
    Posterior fixed = Pathwise.detached("The doubly reparameterised gradient", posterior);
    SDVariable z = posterior.sample(noise, samples);
    SDVariable constant = SafeOps.stopGradient(z);
    SDVariable logWeight =
        logWeight(graph.withConstantParameters(), model, fixed, constant, x, samples);
    SDVariable logSum = SafeOps.logSumExp(logWeight, 0, samples);
    SDVariable weight = // w̃ [K, B]
        SafeOps.stopGradient(z.getSameDiff().math.exp(logWeight.sub(logSum.reshape(1, -1))));
    // z itself, but its gradient w̃ times as large. A plan sees that it is z and decodes once.
    SDVariable scaled = constant.add(z.sub(constant).mul(weight.reshape(-1, 1)));
    SDVariable terms = weight.mul(logWeight(graph, model, fixed, scaled, x, samples));
    return new Bound(logSum.sub(Math.log(samples)), SafeOps.sum(terms, 0, samples));
  }

  private static SDVariable logWeight(
      Graph graph,
      LatentVariableModel model,
      Posterior fixed,
      SDVariable z,
      SDVariable x,
      int samples) {
    Posterior.Draw draw = new Posterior.Draw(z, fixed.logProb(z, samples));
    return JointSample.of(graph, model, draw, x, samples).logWeight();
  }
}
