package org.vaelab.model;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;

/// A model p(x; θ) without latent variables, whose log-density is exact.
public interface DensityModel {

  /// D, the size of x.
  int dataSize();

  /// θ.
  List<ParameterSpec> parameters();

  /// log p(x; θ).
  ///
  /// @param x `[B, D]`
  /// @return `[B]`, in nats
  SDVariable logProb(Graph graph, SDVariable x);

  /// The data points as a graph input `x` `[B, D]`.
  default SDVariable data(Graph graph) {
    return graph.input("x", -1, dataSize());
  }
}
