package org.vaelab.inference;

import java.util.List;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.graph.Graph;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;

/// The gradient of a bound with respect to φ alone. The objective is the sum of the points' own
/// bounds, so each row's gradient is that of its own bound and rows do not influence one another.
///
/// @param samples K
public record BoundGradient(PosteriorFamily family, GradientEstimator estimator, int samples)
    implements Computation {
  @Override
  public void write(Graph graph, LatentVariableModel model) {
    Bound bound = bound(graph, model, posterior(graph, model));
    graph.output("bound", bound.value());
    graph.objective(bound.trained().sum());
    graph.repeatsWith(PosteriorFamily.PHI, PosteriorFamily.NOISE);
  }

  /// q of each point.
  Posterior posterior(Graph graph, LatentVariableModel model) {
    int size = model.latentSize();
    return family.posterior(graph, family.phi(graph, size), size);
  }

  /// The points' own bounds.
  Bound bound(Graph graph, LatentVariableModel model, Posterior posterior) {
    return estimator.surrogate(
        graph,
        model,
        posterior,
        model.data(graph),
        family.noise(graph, model.latentSize()),
        samples);
  }

  @Override
  public List<String> gradients() {
    return List.of(PosteriorFamily.PHI);
  }
}
