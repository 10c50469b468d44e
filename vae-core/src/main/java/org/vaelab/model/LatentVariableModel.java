package org.vaelab.model;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.DiagonalGaussian;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;

/// A generative model with a continuous latent z and the prior p(z) = N(0, I).
public interface LatentVariableModel {

  /// D, the size of x.
  int dataSize();

  /// Z, the size of z.
  int latentSize();

  /// θ.
  List<ParameterSpec> parameters();

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

  /// log p(z).
  ///
  /// @param z `[K*B, Z]`, K outermost
  /// @return `[K, B]`, in nats
  default SDVariable logPrior(SDVariable z, int samples) {
    return DiagonalGaussian.standardNormalLogProb(z, samples, latentSize());
  }

  /// The data points as a graph input `x` `[B, D]`.
  default SDVariable data(Graph graph) {
    return graph.input("x", -1, dataSize());
  }

  /// Standard normal noise as a graph input `noise` `[K*B, Z]`.
  default SDVariable noise(Graph graph) {
    return graph.input("noise", -1, latentSize());
  }
}
