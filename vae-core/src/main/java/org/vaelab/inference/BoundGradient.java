package org.vaelab.inference;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.graph.Graph;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;

/// The gradient of a bound with respect to φ alone. The objective is the sum of the points' own
/// bounds, so each row's gradient is that of its own bound and rows do not influence one another.
///
/// @param samples K
record BoundGradient(PosteriorFamily family, GradientEstimator estimator, int samples)
    implements Computation {
  @Override
  public void write(Graph graph, LatentVariableModel model) {
    SDVariable x = model.data(graph);
    int size = model.latentSize();
    Bound bound =
        estimator.surrogate(
            graph,
            model,
            family.posterior(graph, family.phi(graph, size), size),
            x,
            family.noise(graph, size),
            samples);
    graph.output("bound", bound.value());
    graph.objective(bound.trained().sum());
  }

  @Override
  public List<String> gradients() {
    return List.of(PosteriorFamily.PHI);
  }
}
