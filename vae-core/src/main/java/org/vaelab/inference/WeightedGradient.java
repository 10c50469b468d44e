package org.vaelab.inference;

import java.util.List;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Graph;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;

/// The gradient of a weighted sum of the points' bounds with respect to φ and θ.
///
/// @param bound of each point
/// @param parameters names of those of θ
record WeightedGradient(BoundGradient bound, List<String> parameters) implements Computation {
  /// The graph input `[B]`.
  static final String WEIGHTS = "weights";

  @Override
  public void write(Graph graph, LatentVariableModel model) {
    SDVariable weights = graph.input(WEIGHTS, -1);
    Bound weighted = bound.bound(graph, model, bound.posterior(graph, model));
    graph.objective(weighted.trained().mul(weights).sum());
  }

  @Override
  public List<String> gradients() {
    return Stream.concat(Stream.of(PosteriorFamily.PHI), parameters.stream()).toList();
  }
}
