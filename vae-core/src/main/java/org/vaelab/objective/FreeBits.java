package org.vaelab.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;

/// The ELBO, trained with free bits: each latent dimension's divergence, averaged over the
/// minibatch, counts for λ at least (Kingma et al. 2016, eq. 15),
/// E[log p(x given z)] − β Σ_d max(λ, mean KL(q_d ‖ p_d)), so that there is nothing to gain from a
/// q_d closer to the prior. Which dimensions count for more the points of a minibatch decide
/// together, in an inner loop on φ too. The bound that is reported is the ELBO.
///
/// @param freeNats λ, per latent dimension
public record FreeBits(double freeNats) implements Objective {

  public FreeBits {
    if (!(freeNats >= 0 && freeNats < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Free bits need a finite λ of 0 nats or more, not %s.".formatted(freeNats));
    }
  }

  /// @throws IllegalArgumentException if q and the prior do not have the divergence of each latent
  ///     dimension
  @Override
  public Bound of(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      JointSample sample,
      int samples) {
    int size = model.latentSize();
    SDVariable divergences =
        posterior
            .klPerDimension(graph, model.prior())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Free bits need the divergence from the prior of each latent dimension in closed form, which %s with the prior %s does not have; use a diagonal Gaussian with N(0, I)."
                            .formatted(
                                posterior.getClass().getSimpleName(), model.prior().label())));
    SDVariable reconstruction = SafeOps.mean(sample.logLikelihood(), 0, samples);
    SDVariable means = SafeOps.bySample(divergences, 1, size).mean(1);
    SDVariable counted = means.getSameDiff().nn.relu(means.sub(freeNats), 0).add(freeNats);
    SDVariable weight = graph.input(KL_WEIGHT, 1);
    return new Bound(
        reconstruction.sub(SafeOps.sum(divergences, 1, size)),
        reconstruction.sub(SafeOps.sum(counted, 1, size).mul(weight)));
  }
}
