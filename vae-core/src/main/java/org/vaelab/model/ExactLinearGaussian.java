package org.vaelab.model;

import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.vaelab.distribution.FullCovarianceGaussian;

/// Closed forms of a [LinearGaussian] model at fixed parameters, in double precision
/// (Tipping and Bishop 1999, eqs. 6 and 7).
public final class ExactLinearGaussian {
  private final RealMatrix weights; // W [Z, D]
  private final double[] bias;
  private final double variance;
  private final FullCovarianceGaussian marginal;
  private final RealMatrix posteriorCovariance;

  private ExactLinearGaussian(RealMatrix weights, double[] bias, double scale) {
    this.weights = weights;
    this.bias = bias;
    this.variance = scale * scale;
    int dataSize = weights.getColumnDimension();
    int latentSize = weights.getRowDimension();
    RealMatrix covariance =
        weights
            .transpose()
            .multiply(weights)
            .add(MatrixUtils.createRealIdentityMatrix(dataSize).scalarMultiply(variance));
    this.marginal = FullCovarianceGaussian.of(bias, covariance.getData());
    RealMatrix precision =
        weights
            .multiply(weights.transpose())
            .scalarMultiply(1 / variance)
            .add(MatrixUtils.createRealIdentityMatrix(latentSize));
    RealMatrix inverse = MatrixUtils.inverse(precision);
    // Rounding leaves the inverse not quite symmetric, which a Cholesky decomposition refuses.
    this.posteriorCovariance = inverse.add(inverse.transpose()).scalarMultiply(0.5);
  }

  static ExactLinearGaussian of(
      int dataSize, int latentSize, float[] weights, float[] bias, double scale) {
    RealMatrix matrix = MatrixUtils.createRealMatrix(latentSize, dataSize);
    for (int z = 0; z < latentSize; z++) {
      for (int d = 0; d < dataSize; d++) {
        matrix.setEntry(z, d, weights[z * dataSize + d]);
      }
    }
    double[] mean = new double[dataSize];
    for (int d = 0; d < dataSize; d++) {
      mean[d] = bias[d];
    }
    return new ExactLinearGaussian(matrix, mean, scale);
  }

  /// p(x) = N(b, WᵀW + s²I).
  public FullCovarianceGaussian marginal() {
    return marginal;
  }

  /// p(z given x) = N(C W(x − b) / s², C), C = (I + WWᵀ / s²)⁻¹.
  public FullCovarianceGaussian posterior(double[] x) {
    double[] centred = new double[x.length];
    for (int d = 0; d < x.length; d++) {
      centred[d] = (x[d] - bias[d]) / variance;
    }
    double[] mean = posteriorCovariance.operate(weights.operate(centred));
    return FullCovarianceGaussian.of(mean, posteriorCovariance.getData());
  }
}
