package org.vaelab.distribution;

import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;

/// Independent bits with learned logits. With it and a linear decoder to bits a VAE is a sigmoid
/// belief network of depth two (Neal 1992).
///
/// @param size Z
public record BernoulliPrior(int size) implements Prior {
  private ParameterSpec spec() {
    return ParameterSpec.constantRow("prior.logits", size, 0);
  }

  SDVariable logits(Graph graph) {
    return graph.parameter(spec());
  }

  private FactorisedBernoulli bits(Graph graph) {
    return new FactorisedBernoulli(logits(graph), size);
  }

  @Override
  public String label() {
    return "independent bits";
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of(spec());
  }

  @Override
  public Optional<Support> support() {
    return Optional.of(Support.uniform(size, 2, false));
  }

  @Override
  public SDVariable logProb(Graph graph, SDVariable z, int samples) {
    return bits(graph).logProb(z, samples);
  }

  @Override
  public int noiseSize() {
    return FactorisedBernoulli.noiseSize(size);
  }

  @Override
  public SDVariable sample(Graph graph, SDVariable noise) {
    return bits(graph).sample(noise, 1);
  }
}
