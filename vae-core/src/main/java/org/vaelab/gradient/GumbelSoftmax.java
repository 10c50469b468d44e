package org.vaelab.gradient;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.Objective;

/// The pathwise gradient through a relaxation of a discrete z: E[log p(x given z_τ)] − β KL(q ‖ p)
/// is differentiated, with z_τ near the corners where z is and the divergence that of the discrete
/// q (Jang, Gu and Poole 2017; Maddison, Mnih and Teh 2017). The gradient is biased, the less the
/// lower the temperature, and noisier. The bound reported is the ELBO at discrete samples.
///
/// @param temperature τ
public record GumbelSoftmax(double temperature) implements GradientEstimator {
  public GumbelSoftmax {
    if (!(temperature > 0) || !Double.isFinite(temperature)) {
      throw new IllegalArgumentException(
          "The temperature of Gumbel-softmax is %s, but must be positive.".formatted(temperature));
    }
  }

  @Override
  public String label() {
    return "Gumbel-softmax, temperature %s".formatted(temperature);
  }

  /// @throws IllegalArgumentException if q has no relaxation, or no closed-form divergence from the
  ///     prior
  @Override
  public Bound surrogate(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      SDVariable x,
      SDVariable noise,
      int samples) {
    SDVariable z =
        posterior
            .relaxed(noise, samples, temperature)
            .orElseThrow(
                () -> refusal(posterior, "a discrete z with a relaxation", "has no relaxation"));
    SDVariable divergence =
        posterior
            .kl(graph, model.prior())
            .orElseThrow(
                () ->
                    refusal(
                        posterior,
                        "KL(q ‖ p) in closed form",
                        "does not have it for the prior " + model.prior().label()));
    SDVariable likelihood = SafeOps.mean(model.logLikelihood(graph, x, z, samples), 0, samples);
    SDVariable weight = graph.input(Objective.KL_WEIGHT, 1);
    return new Bound(
        Elbo.standard().bound(graph, model, posterior, x, noise, samples).value(),
        likelihood.sub(divergence.mul(weight)));
  }

  private static IllegalArgumentException refusal(Posterior posterior, String what, String why) {
    return new IllegalArgumentException(
        "Gumbel-softmax needs %s, but %s %s; use another gradient estimator."
            .formatted(what, posterior.getClass().getSimpleName(), why));
  }
}
