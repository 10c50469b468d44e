package org.vaelab.distribution;

import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;

/// q(z; φ) of independent bits, φ their logits, P = Z. φ = 0 is fair coins.
public record BernoulliFamily() implements PosteriorFamily {
  private static final double RANDOM_SCALE = 2;

  @Override
  public String label() {
    return "independent bits";
  }

  @Override
  public int rowSize(int latentSize) {
    return latentSize;
  }

  @Override
  public int noiseSize(int latentSize) {
    return FactorisedBernoulli.noiseSize(latentSize);
  }

  @Override
  public Posterior posterior(Graph graph, SDVariable phi, int latentSize) {
    return new FactorisedBernoulli(phi, latentSize);
  }

  @Override
  public float[] initialRow(int latentSize, RandomGenerator start) {
    return new float[latentSize];
  }

  /// Logits ~ N(0, 4): most of the bits lean to one side.
  @Override
  public float[] randomRow(int latentSize, RandomGenerator generator) {
    return normalRow(latentSize, generator);
  }

  static float[] normalRow(int size, RandomGenerator generator) {
    float[] row = new float[size];
    for (int i = 0; i < size; i++) {
      row[i] = (float) (RANDOM_SCALE * generator.nextGaussian());
    }
    return row;
  }
}
