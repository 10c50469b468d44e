package org.vaelab.inference;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.network.Network;

/// Amortized inference: φ = f_λ(x), one encoder for all data points (Kingma and Welling 2014).
///
/// @param family what the encoder's outputs parameterise
/// @param latentSize Z
/// @param encoder f_λ, from x to φ
public record Amortized(PosteriorFamily family, int latentSize, Network encoder)
    implements InferenceStrategy {

  /// @throws IllegalArgumentException if the encoder's outputs are no rows of the family
  public Amortized {
    if (encoder.out() != family.rowSize(latentSize)) {
      throw new IllegalArgumentException(
          "The encoder gives %d numbers, but a %s over %d latent dimensions takes %d."
              .formatted(encoder.out(), family.label(), latentSize, family.rowSize(latentSize)));
    }
  }

  /// A fully connected encoder.
  ///
  /// @param dataSize D
  /// @param hidden widths of the encoder's hidden layers, from x to φ
  public Amortized(
      PosteriorFamily family,
      int dataSize,
      int latentSize,
      List<Integer> hidden,
      Activation activation) {
    this(
        family,
        latentSize,
        new Mlp("encoder", dataSize, hidden, family.rowSize(latentSize), activation));
  }

  @Override
  public List<ParameterSpec> parameters() {
    return encoder.parameters();
  }

  @Override
  public SDVariable phi(Graph graph, SDVariable x, int latent) {
    return encoder.apply(graph, x);
  }
}
