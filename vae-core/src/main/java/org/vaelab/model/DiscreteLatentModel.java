package org.vaelab.model;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;

/// A generative model p(x, z; θ) whose latent z is L variables with finitely many values each.
public interface DiscreteLatentModel {

  /// D, the size of x.
  int dataSize();

  /// The number of values of each latent variable, `[L]`. Variable l takes the values
  /// 0 to cardinalities[l] − 1.
  int[] cardinalities();

  /// θ.
  List<ParameterSpec> parameters();

  /// log p(x, z; θ).
  ///
  /// @param x `[B, D]`, broadcast over the K configurations
  /// @param z `[K*B, L]`, K outermost, the values of the latent variables as numbers
  /// @return `[K, B]`, in nats
  SDVariable logJoint(Graph graph, SDVariable x, SDVariable z, int samples);
}
