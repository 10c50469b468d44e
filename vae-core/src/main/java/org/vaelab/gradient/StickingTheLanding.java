package org.vaelab.gradient;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.JointSample;

/// The pathwise gradient of the ELBO without the score term, whose expectation is zero: log q(z; φ)
/// is differentiated through z alone (Roeder, Wu and Duvenaud 2017). Its variance is zero at the
/// exact posterior.
public record StickingTheLanding() implements GradientEstimator {
  @Override
  public String label() {
    return "sticking the landing";
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
    Posterior fixed = Pathwise.detached("Sticking the landing", posterior);
    SDVariable z = posterior.sample(noise, samples);
    Posterior.Draw draw = new Posterior.Draw(z, fixed.logProb(z, samples));
    JointSample sample = JointSample.of(graph, model, draw, x, samples);
    return new Elbo(Elbo.Form.JOINT).of(graph, model, posterior, sample, samples);
  }
}
