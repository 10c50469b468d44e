package org.vaelab.distribution;

import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;

/// q(z; φ) of independent one-hot variables, φ their unnormalised log-probabilities, P = Z. φ = 0
/// is uniform.
///
/// @param values C, of each variable; z has a multiple of it
public record CategoricalFamily(int values) implements PosteriorFamily {
  @Override
  public String label() {
    return "independent variables of %d values".formatted(values);
  }

  @Override
  public int rowSize(int latentSize) {
    if (latentSize % values != 0) {
      throw new IllegalArgumentException(
          "z has %d numbers, which are no one-hot variables of %d values."
              .formatted(latentSize, values));
    }
    return latentSize;
  }

  @Override
  public int noiseSize(int latentSize) {
    return FactorisedBernoulli.noiseSize(latentSize);
  }

  @Override
  public Posterior posterior(Graph graph, SDVariable phi, int latentSize) {
    return new FactorisedCategorical(phi, latentSize / values, values);
  }

  @Override
  public float[] initialRow(int latentSize, RandomGenerator start) {
    return new float[rowSize(latentSize)];
  }

  @Override
  public float[] randomRow(int latentSize, RandomGenerator generator) {
    return BernoulliFamily.normalRow(rowSize(latentSize), generator);
  }
}
