package org.vaelab.inference;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.DiagonalGaussian;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.TooLargeException;

/// q(z; φ) = N(μ, diag(σ²)) with φ = (μ, log σ), P = 2Z. φ = 0 is the prior N(0, I).
public record DiagonalGaussianFamily() implements PosteriorFamily {
  @Override
  public String label() {
    return "diagonal Gaussian";
  }

  @Override
  public int rowSize(int latentSize) {
    return TooLargeException.elements("the parameters of a diagonal Gaussian", 2, latentSize);
  }

  @Override
  public Posterior posterior(SDVariable phi, int latentSize) {
    return DiagonalGaussian.ofRows(phi, latentSize);
  }

  @Override
  public float[] initialRow(int latentSize) {
    return new float[rowSize(latentSize)];
  }

  @Override
  public float[] fromDiagonal(float[] diagonalRow, int latentSize) {
    return diagonalRow.clone();
  }
}
