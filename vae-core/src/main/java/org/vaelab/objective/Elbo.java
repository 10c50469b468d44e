package org.vaelab.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;

/// The evidence lower bound, averaged over K samples: log p(x) = ELBO + KL(q ‖ p(z given x)).
///
/// @param form how the expectation is split into sampled and closed-form parts
public record Elbo(Form form) implements Objective {

  /// Three forms, equal in expectation (CS236, lecture on the ELBO; Hoffman and Johnson 2016).
  public enum Form {
    /// E_q[log p(x, z) − log q(z)]: every term sampled. Its variance is zero at the exact
    /// posterior.
    JOINT,
    /// E_q[log p(x, z)] + H(q), the entropy in closed form.
    ENTROPY,
    /// E_q[log p(x given z)] − KL(q ‖ p(z)), the divergence in closed form. Usually the least
    /// noisy.
    KL
  }

  /// E_q[log p(x given z)] − KL(q ‖ p(z)).
  public static Elbo standard() {
    return new Elbo(Form.KL);
  }

  @Override
  public Bound bound(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      SDVariable x,
      SDVariable noise,
      int samples) {
    if (form == Form.KL) {
      model.requireStandardPrior("The ELBO with its divergence in closed form");
    }
    Posterior.Draw draw = posterior.draw(noise, samples);
    SDVariable z = draw.z();
    SDVariable reconstruction = SafeOps.mean(model.logLikelihood(graph, x, z, samples), 0, samples);
    SDVariable divergence =
        switch (form) {
          case JOINT -> SafeOps.mean(draw.logProb().sub(model.logPrior(z, samples)), 0, samples);
          case ENTROPY ->
              SafeOps.mean(model.logPrior(z, samples), 0, samples).add(posterior.entropy()).neg();
          case KL -> posterior.klToStandardNormal();
        };
    SDVariable weight = graph.input(KL_WEIGHT, 1);
    return new Bound(reconstruction.sub(divergence), reconstruction.sub(divergence.mul(weight)));
  }
}
