package org.vaelab.gradient;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;

/// The estimator that suits q.
record StandardGradient() implements GradientEstimator {
  @Override
  public String label() {
    return "standard";
  }

  private static GradientEstimator suited(Posterior posterior) {
    return posterior.reparameterised() ? Pathwise.standard() : new ScoreFunction();
  }

  @Override
  public boolean differentiatesBound(Posterior posterior) {
    return suited(posterior).differentiatesBound(posterior);
  }

  @Override
  public Bound surrogate(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      SDVariable x,
      SDVariable noise,
      int samples) {
    return suited(posterior).surrogate(graph, model, posterior, x, noise, samples);
  }
}
