package org.vaelab.model;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Prior;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.TooLargeException;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.network.Network;

/// A deep latent variable model: z ~ prior, x given z ~ likelihood(decoder(z)) (Kingma and Welling
/// 2014). The encoder is not part of the model: it belongs to inference.
///
/// @param dataSize D
/// @param prior p(z; θ)
/// @param decoder from z to the likelihood's parameters
/// @param likelihood p(x given z)
public record Vae(int dataSize, Prior prior, Network decoder, Likelihood likelihood)
    implements SimulableModel {

  /// @throws IllegalArgumentException if the sizes of the parts do not fit
  public Vae {
    int outputs = outputs(dataSize, likelihood);
    if (decoder.in() != prior.size() || decoder.out() != outputs) {
      throw new IllegalArgumentException(
          "The decoder maps %d numbers to %d, but z has %d and the likelihood of x takes %d."
              .formatted(decoder.in(), decoder.out(), prior.size(), outputs));
    }
  }

  /// A fully connected decoder and the prior N(0, I).
  ///
  /// @param latentSize Z
  /// @param hidden widths of the decoder's hidden layers, from z to x
  public Vae(
      int dataSize,
      int latentSize,
      List<Integer> hidden,
      Activation activation,
      Likelihood likelihood) {
    this(
        dataSize,
        new StandardNormal(latentSize),
        new Mlp("decoder", latentSize, hidden, outputs(dataSize, likelihood), activation),
        likelihood);
  }

  private static int outputs(int dataSize, Likelihood likelihood) {
    return TooLargeException.elements(
        "the decoder's outputs", dataSize, likelihood.outputsPerDimension());
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>(decoder.parameters());
    specs.addAll(prior.parameters());
    return specs;
  }

  @Override
  public SDVariable logLikelihood(Graph graph, SDVariable x, SDVariable z, int samples) {
    return likelihood.logProb(graph, x, decoder.apply(graph, z), samples, dataSize);
  }

  @Override
  public SDVariable mean(Graph graph, SDVariable z) {
    return likelihood.mean(decoder.apply(graph, z), dataSize);
  }

  @Override
  public SDVariable dataParameters(Graph graph, SDVariable z) {
    return decoder.apply(graph, z);
  }

  @Override
  public float[] draw(float[] dataParameters, RandomGenerator generator) {
    return likelihood.draw(dataParameters, dataSize, generator);
  }
}
