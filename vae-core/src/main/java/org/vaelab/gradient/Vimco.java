package org.vaelab.gradient;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;
import org.vaelab.objective.Iwae;
import org.vaelab.objective.JointSample;

/// The score function gradient of the importance-weighted bound L̂ = log (1/K) Σ_k w_k with a
/// baseline for each sample, VIMCO (Mnih and Rezende 2016):
///
/// Σ_k (L̂ − L̂₋ₖ) ∇ log q(z_k; φ) + Σ_k w̃_k ∇ log w_k,
///
/// L̂₋ₖ being L̂ with w_k replaced by the geometric mean of the others. It takes no gradient
/// through z, which may be discrete. One sample has no baseline.
public record Vimco() implements GradientEstimator {
  @Override
  public String label() {
    return "VIMCO";
  }

  @Override
  public Bound surrogate(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      SDVariable x,
      SDVariable noise,
      int samples) {
    Posterior.Draw draw = ScoreFunction.constantDraw(posterior, noise, samples);
    JointSample sample = JointSample.of(graph, model, draw, x, samples);
    SDVariable bound = new Iwae().of(graph, model, posterior, sample, samples).value();
    SDVariable signal = bound.reshape(1, -1);
    if (samples > 1) {
      signal = signal.sub(withoutEach(graph, sample.logWeight(), samples));
    }
    SDVariable score = SafeOps.stopGradient(signal).mul(draw.logProb());
    return new Bound(bound, bound.add(SafeOps.sum(score, 0, samples)));
  }

  /// L̂₋ₖ, `[K, B]`. Subtracting w_k from the sum would lose what is left where w_k dominates it.
  private static SDVariable withoutEach(Graph graph, SDVariable logWeight, int samples) {
    INDArray identity = HostArrays.zeros(graph.type(), samples, samples, 1);
    for (int k = 0; k < samples; k++) {
      identity.putScalar(k, k, 0, 1);
    }
    // mean of the others − own = (mean of all − own) K / (K − 1)
    SDVariable toOthers =
        SafeOps.mean(logWeight, 0, samples)
            .reshape(1, -1)
            .sub(logWeight)
            .mul(samples / (samples - 1.0));
    SDVariable changed =
        logWeight
            .getSameDiff()
            .constant(identity)
            .mul(toOthers.reshape(1, samples, -1))
            .add(logWeight.reshape(samples, 1, -1)); // w_j where w_k is replaced, [J, K, B]
    return SafeOps.logMeanExp(changed.reshape(samples, -1), 0, samples).reshape(samples, -1);
  }
}
