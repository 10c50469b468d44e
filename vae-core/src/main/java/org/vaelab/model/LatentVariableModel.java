package org.vaelab.model;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.distribution.Prior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;

/// A generative model p(x, z; θ) = p(z; θ) p(x given z; θ).
public interface LatentVariableModel extends Serializable {
  /// The graph input `[B, D]` of models that leave missing values of x out: 1 where x is observed,
  /// else 0. In x missing values are 0.
  String MASK = "mask";

  /// D, the size of x.
  int dataSize();

  /// p(z; θ).
  Prior prior();

  /// Z, the size of z.
  default int latentSize() {
    return prior().size();
  }

  /// θ, with the prior's.
  List<ParameterSpec> parameters();

  /// Values of those parameters of its graphs that nobody trains ([FixedModel]).
  default Map<String, INDArray> fixedParameters() {
    return Map.of();
  }

  /// log p(x given z; θ).
  ///
  /// @param x `[B, D]`, never tiled: it is broadcast over the K samples
  /// @param z `[K*B, Z]`, K outermost
  /// @return `[K, B]`, in nats
  SDVariable logLikelihood(Graph graph, SDVariable x, SDVariable z, int samples);

  /// E[x given z; θ].
  ///
  /// @param z `[N, Z]`
  /// @return `[N, D]`
  SDVariable mean(Graph graph, SDVariable z);

  /// log p(x, z; θ).
  ///
  /// @param x `[B, D]`
  /// @param z `[K*B, Z]`, K outermost
  /// @return `[K, B]`, in nats
  default SDVariable logJoint(Graph graph, SDVariable x, SDVariable z, int samples) {
    return logLikelihood(graph, x, z, samples).add(prior().logProb(graph, z, samples));
  }

  /// Whether the model leaves missing values of x out.
  default boolean takesMask() {
    Graph graph = new Graph(DataType.FLOAT);
    logLikelihood(graph, data(graph), graph.input("z", -1, latentSize()), 1);
    return graph.hasInput(MASK);
  }

  /// The data points as a graph input `x` `[B, D]`.
  default SDVariable data(Graph graph) {
    return graph.input("x", -1, dataSize());
  }
}
