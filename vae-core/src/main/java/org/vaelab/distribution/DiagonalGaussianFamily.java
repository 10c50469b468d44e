package org.vaelab.distribution;

import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.TooLargeException;

/// q(z; φ) = N(μ, diag(σ²)) with φ = (μ, log σ), P = 2Z. φ = 0 is the prior N(0, I).
public record DiagonalGaussianFamily() implements PosteriorFamily {
  private static final float RANDOM_LOG_SCALE = -1;

  @Override
  public String label() {
    return "diagonal Gaussian";
  }

  @Override
  public int rowSize(int latentSize) {
    return TooLargeException.elements("the parameters of a diagonal Gaussian", 2, latentSize);
  }

  @Override
  public Posterior posterior(Graph graph, SDVariable phi, int latentSize) {
    return DiagonalGaussian.ofRows(phi, latentSize);
  }

  @Override
  public float[] initialRow(int latentSize, RandomGenerator start) {
    return new float[rowSize(latentSize)];
  }

  /// μ ~ N(0, I), log σ = −1.
  @Override
  public float[] randomRow(int latentSize, RandomGenerator generator) {
    float[] row = initialRow(latentSize, generator);
    for (int d = 0; d < latentSize; d++) {
      row[d] = (float) generator.nextGaussian();
      row[latentSize + d] = RANDOM_LOG_SCALE;
    }
    return row;
  }
}
