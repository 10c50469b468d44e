package org.vaelab.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;

/// The ELBO's regulariser alone, −β KL(q ‖ p(z)), greatest where every q is the prior: what the
/// ELBO is without its reconstruction term, as β = 0 is the ELBO without this one. A decoder has
/// nothing to learn from it. The bound that is reported is the ELBO.
public record Regularisation() implements Objective {

  @Override
  public Bound of(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      JointSample sample,
      int samples) {
    SDVariable reconstruction = SafeOps.mean(sample.logLikelihood(), 0, samples);
    SDVariable divergence =
        posterior
            .kl(graph, model.prior())
            .orElseGet(
                () -> SafeOps.mean(sample.logPosterior().sub(sample.logPrior()), 0, samples));
    SDVariable weight = graph.input(KL_WEIGHT, 1);
    // The decoder stays in the graph, with gradients of zero.
    return new Bound(
        reconstruction.sub(divergence), reconstruction.mul(0).sub(divergence.mul(weight)));
  }
}
