package org.vaelab.inference;

import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.model.LatentVariableModel;

/// How φ is found for a data point, while the model is trained and afterwards.
public interface InferenceStrategy {

  PosteriorFamily family();

  /// Global parameters of inference, λ, but for those of the family; none where φ is local.
  List<ParameterSpec> parameters();

  /// φ of a batch in the graph of a step on θ and λ.
  ///
  /// @param x `[B, D]`
  /// @return `[B, P]`
  SDVariable phi(Graph graph, SDVariable x, int latentSize);

  /// The optimisation of local φ that precedes each step on θ; none where φ = f_λ(x).
  default Optional<InnerLoop> innerLoop() {
    return Optional.empty();
  }

  /// Inference for new data points with θ and λ frozen; runs [#phi] where φ = f_λ(x).
  default Inference open(GraphExecutor executor, LatentVariableModel model) {
    return GraphInference.compile(executor, model, this);
  }
}
