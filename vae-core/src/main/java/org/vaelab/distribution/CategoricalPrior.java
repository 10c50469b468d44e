package org.vaelab.distribution;

import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.TooLargeException;

/// Independent variables of C values each with learned probabilities; each is one-hot in z, Z =
/// L*C.
///
/// @param variables L
/// @param values C
public record CategoricalPrior(int variables, int values) implements Prior {
  private ParameterSpec spec() {
    return ParameterSpec.constantRow("prior.logits", size(), 0);
  }

  FactorisedCategorical categorical(Graph graph) {
    return new FactorisedCategorical(graph.parameter(spec()), variables, values);
  }

  @Override
  public String label() {
    return "independent variables of %d values".formatted(values);
  }

  @Override
  public int size() {
    return TooLargeException.elements("one-hot latent variables", variables, values);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of(spec());
  }

  @Override
  public Optional<Support> support() {
    return Optional.of(Support.uniform(variables, values, true));
  }

  @Override
  public SDVariable logProb(Graph graph, SDVariable z, int samples) {
    return categorical(graph).logProb(z, samples);
  }

  @Override
  public int noiseSize() {
    return FactorisedBernoulli.noiseSize(size());
  }

  @Override
  public SDVariable sample(Graph graph, SDVariable noise) {
    return categorical(graph).sample(noise, 1);
  }
}
