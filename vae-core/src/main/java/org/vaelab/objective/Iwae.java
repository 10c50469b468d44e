package org.vaelab.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;

/// The importance-weighted bound E[log (1/K) Σ_k p(x, z_k)/q(z_k)] (Burda, Grosse and Salakhutdinov
/// 2016). K = 1 is the ELBO; it grows with K towards log p(x).
public record Iwae() implements Objective {

  @Override
  public Bound of(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      JointSample sample,
      int samples) {
    SDVariable bound = SafeOps.logMeanExp(sample.logWeight(), 0, samples);
    return new Bound(bound, bound);
  }
}
