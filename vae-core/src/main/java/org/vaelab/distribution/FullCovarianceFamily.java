package org.vaelab.distribution;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.TooLargeException;

/// q(z; φ) = N(μ, LLᵀ) with φ = (μ, M), P = Z + Z²: M, row-major, holds L below its diagonal and
/// log L_ii on it. φ = 0 is the prior N(0, I).
public record FullCovarianceFamily() implements PosteriorFamily {
  private static final DiagonalGaussianFamily DIAGONAL = new DiagonalGaussianFamily();

  @Override
  public String label() {
    return "full-covariance Gaussian";
  }

  @Override
  public int rowSize(int latentSize) {
    return TooLargeException.elements(
        "the parameters of a Gaussian with full covariance", latentSize, latentSize + 1L);
  }

  @Override
  public Posterior posterior(Graph graph, SDVariable phi, int latentSize) {
    return CorrelatedGaussian.ofRows(phi, latentSize);
  }

  @Override
  public float[] initialRow(int latentSize, RandomGenerator start) {
    return new float[rowSize(latentSize)];
  }

  @Override
  public float[] randomRow(int latentSize, RandomGenerator generator) {
    return ofDiagonal(DIAGONAL.randomRow(latentSize, generator), latentSize);
  }

  @Override
  public Optional<float[]> embed(PosteriorFamily from, float[] row, int latentSize) {
    return from.equals(DIAGONAL)
        ? Optional.of(ofDiagonal(row, latentSize))
        : PosteriorFamily.super.embed(from, row, latentSize);
  }

  private float[] ofDiagonal(float[] diagonal, int latentSize) {
    float[] row = new float[rowSize(latentSize)];
    System.arraycopy(diagonal, 0, row, 0, latentSize);
    for (int d = 0; d < latentSize; d++) {
      row[latentSize + d * latentSize + d] = diagonal[latentSize + d];
    }
    return row;
  }
}
