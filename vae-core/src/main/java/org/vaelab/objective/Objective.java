package org.vaelab.objective;

import java.io.Serializable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.model.LatentVariableModel;

/// A lower bound of log p(x) as a function of θ and φ.
public interface Objective extends Serializable {
  /// The graph input `[1]` that holds β, for objectives that weight the KL term.
  String KL_WEIGHT = "klWeight";

  /// The bound from samples of q.
  ///
  /// @param sample of q, `[K*B, Z]`
  /// @param samples K
  Bound of(
      Graph graph, LatentVariableModel model, Posterior posterior, JointSample sample, int samples);

  /// Writes the bound into the graph.
  ///
  /// @param posterior q(z; φ) of the B data points
  /// @param x `[B, D]`
  /// @param noise standard normal `[K*B, E]`, K outermost
  /// @param samples K
  default Bound bound(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      SDVariable x,
      SDVariable noise,
      int samples) {
    JointSample sample = JointSample.of(graph, model, posterior, x, noise, samples);
    return of(graph, model, posterior, sample, samples);
  }
}
