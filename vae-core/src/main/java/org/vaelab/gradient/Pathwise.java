package org.vaelab.gradient;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.Objective;

/// The reparameterised gradient: the bound itself is differentiated, through z = g(ε; φ) (Kingma
/// and Welling 2014).
///
/// @param objective the bound
public record Pathwise(Objective objective) implements GradientEstimator {
  /// Of the ELBO with as much in closed form as there is.
  public static Pathwise standard() {
    return new Pathwise(Elbo.standard());
  }

  static void requireReparameterised(String estimator, Posterior posterior) {
    if (!posterior.reparameterised()) {
      throw new IllegalArgumentException(
          "%s goes through the samples of q, which %s does not let it; use the score function or VIMCO."
              .formatted(estimator, posterior.getClass().getSimpleName()));
    }
  }

  /// q without the gradient of its parameters.
  ///
  /// @throws IllegalArgumentException if q's samples are not reparameterised, or q cannot be
  ///     detached from φ
  static Posterior detached(String estimator, Posterior posterior) {
    requireReparameterised(estimator, posterior);
    return posterior
        .detached()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s needs q without the gradient of its parameters, which %s does not offer; use the pathwise gradient."
                        .formatted(estimator, posterior.getClass().getSimpleName())));
  }

  @Override
  public String label() {
    return "pathwise";
  }

  @Override
  public boolean differentiatesBound(Posterior posterior) {
    return true;
  }

  /// @throws IllegalArgumentException if q's samples are not reparameterised
  @Override
  public Bound surrogate(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      SDVariable x,
      SDVariable noise,
      int samples) {
    requireReparameterised("The pathwise gradient", posterior);
    return objective.bound(graph, model, posterior, x, noise, samples);
  }
}
