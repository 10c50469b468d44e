package org.vaelab.inference;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.CorrelatedGaussian;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.TooLargeException;

/// q(z; φ) = N(μ, LLᵀ) with φ = (μ, M), P = Z + Z²: M, row-major, holds L below its diagonal and
/// log L_ii on it. φ = 0 is the prior N(0, I).
public record FullCovarianceFamily() implements PosteriorFamily {
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
  public Posterior posterior(SDVariable phi, int latentSize) {
    return CorrelatedGaussian.ofRows(phi, latentSize);
  }

  @Override
  public float[] initialRow(int latentSize) {
    return new float[rowSize(latentSize)];
  }

  @Override
  public float[] fromDiagonal(float[] diagonalRow, int latentSize) {
    float[] row = initialRow(latentSize);
    System.arraycopy(diagonalRow, 0, row, 0, latentSize);
    for (int d = 0; d < latentSize; d++) {
      row[latentSize + d * latentSize + d] = diagonalRow[latentSize + d];
    }
    return row;
  }
}
