package org.vaelab.distribution;

import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/// N(m, S) in double precision.
public final class FullCovarianceGaussian {
  private final RealVector mean;
  private final RealMatrix covariance;
  private final RealMatrix cholesky;
  private final RealMatrix precision;
  private final double logDeterminant;

  private FullCovarianceGaussian(double[] mean, RealMatrix covariance) {
    this.mean = new ArrayRealVector(mean);
    this.covariance = covariance;
    CholeskyDecomposition decomposition = new CholeskyDecomposition(covariance);
    this.cholesky = decomposition.getL();
    this.precision = decomposition.getSolver().getInverse();
    double logDiagonal = 0;
    for (int i = 0; i < mean.length; i++) {
      logDiagonal += Math.log(cholesky.getEntry(i, i));
    }
    this.logDeterminant = 2 * logDiagonal;
  }

  /// @param mean m `[n]`
  /// @param covariance S `[n][n]`, symmetric positive definite
  /// @throws org.apache.commons.math3.exception.MathIllegalArgumentException if S is not
  public static FullCovarianceGaussian of(double[] mean, double[][] covariance) {
    return new FullCovarianceGaussian(mean, MatrixUtils.createRealMatrix(covariance));
  }

  public int size() {
    return mean.getDimension();
  }

  public double[] mean() {
    return mean.toArray();
  }

  public double[][] covariance() {
    return covariance.getData();
  }

  /// log N(x; m, S) in nats.
  public double logProb(double[] x) {
    RealVector deviation = new ArrayRealVector(x, false).subtract(mean);
    double mahalanobis = deviation.dotProduct(precision.operate(deviation));
    return -0.5 * mahalanobis - 0.5 * logDeterminant - size() * DiagonalGaussian.HALF_LOG_TWO_PI;
  }

  /// m + Lε with S = LLᵀ.
  ///
  /// @param noise standard normal ε `[n]`
  public double[] sample(double[] noise) {
    return mean.add(cholesky.operate(new ArrayRealVector(noise, false))).toArray();
  }

  public double entropy() {
    return 0.5 * logDeterminant + size() * (DiagonalGaussian.HALF_LOG_TWO_PI + 0.5);
  }

  /// KL(this ‖ other) = ½(tr(S₂⁻¹S₁) + (m₂−m₁)ᵀS₂⁻¹(m₂−m₁) − n + log det S₂ − log det S₁), in nats.
  public double kl(FullCovarianceGaussian other) {
    RealVector shift = other.mean.subtract(mean);
    double trace = other.precision.multiply(covariance).getTrace();
    double distance = shift.dotProduct(other.precision.operate(shift));
    return 0.5 * (trace + distance - size() + other.logDeterminant - logDeterminant);
  }
}
