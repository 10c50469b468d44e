package org.vaelab.model;

import java.util.List;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.TooLargeException;

/// A deep latent Gaussian model: z ~ N(0, I), x given z ~ likelihood(decoder(z)) (Kingma and
/// Welling 2014). The encoder is not part of the model: it belongs to inference.
///
/// @param dataSize D
/// @param latentSize Z
/// @param hidden widths of the decoder's hidden layers, from z to x
public record Vae(
    int dataSize,
    int latentSize,
    List<Integer> hidden,
    Activation activation,
    Likelihood likelihood)
    implements SimulableModel {

  public Vae {
    hidden = List.copyOf(hidden);
  }

  private Mlp decoder() {
    int outputs =
        TooLargeException.elements(
            "the decoder's outputs", dataSize, likelihood.outputsPerDimension());
    return new Mlp("decoder", latentSize, hidden, outputs, activation);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return decoder().parameters();
  }

  @Override
  public SDVariable logLikelihood(Graph graph, SDVariable x, SDVariable z, int samples) {
    return likelihood.logProb(x, decoder().apply(graph, z), samples, dataSize);
  }

  @Override
  public SDVariable mean(Graph graph, SDVariable z) {
    return likelihood.mean(decoder().apply(graph, z), dataSize);
  }

  @Override
  public SDVariable dataParameters(Graph graph, SDVariable z) {
    return decoder().apply(graph, z);
  }

  @Override
  public float[] draw(float[] dataParameters, RandomGenerator generator) {
    return likelihood.draw(dataParameters, dataSize, generator);
  }
}
