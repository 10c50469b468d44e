package org.vaelab.inference;

import org.vaelab.graph.Graph;
import org.vaelab.model.LatentVariableModel;

/// φ = f_λ(x), as a strategy writes it into a graph.
record Encoding(InferenceStrategy strategy) implements Computation {
  @Override
  public void write(Graph graph, LatentVariableModel model) {
    graph.output("phi", strategy.phi(graph, model.data(graph), model.latentSize()));
  }
}
