package org.vaelab.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.model.LatentVariableModel;

/// A lower bound of log p(x) as a function of θ and φ.
public interface Objective {
  /// The graph input `[1]` that holds β, for objectives that weight the KL term.
  String KL_WEIGHT = "klWeight";

  /// Writes the bound into the graph.
  ///
  /// @param posterior q(z; φ) of the B data points
  /// @param x `[B, D]`
  /// @param noise standard normal `[K*B, E]`, K outermost
  /// @param samples K
  Bound bound(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      SDVariable x,
      SDVariable noise,
      int samples);
}
