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
    Posterior.Draw draw = new Posterior.Draw(z, fixed.logProb(z, samples));
    // A plan computes the decoder once for both: the values are the same.
    SDVariable throughZ =
        JointSample.of(graph.withConstantParameters(), model, draw, x, samples).logWeight();
    SDVariable throughTheta = model.logJoint(graph, x, SafeOps.stopGradient(z), samples);
    SDVariable logSum = SafeOps.logSumExp(throughZ, 0, samples);
    var math = z.getSameDiff().math;
    SDVariable weight =
        SafeOps.stopGradient(math.exp(throughZ.sub(logSum.reshape(1, -1)))); // w̃ [K, B]
    SDVariable terms = weight.mul(throughTheta).add(math.square(weight).mul(throughZ));
    return new Bound(logSum.sub(Math.log(samples)), SafeOps.sum(terms, 0, samples));
  }
}
