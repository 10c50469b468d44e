package org.vaelab.mixture;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;

/// The covariance Σ `[D][D]` of a Gaussian, positive definite.
public sealed interface Covariance {

  /// D.
  int size();

  /// Σ, symmetric.
  double[][] matrix();

  /// log det Σ.
  double logDeterminant();

  /// Lε with Σ = LLᵀ.
  ///
  /// @param noise ε `[D]`
  double[] transform(double[] noise);

  /// @param matrix Σ `[D][D]`; the triangle above its diagonal is not looked at
  /// @throws IllegalArgumentException if it is not square or not positive definite
  static Covariance full(double[][] matrix) {
    for (double[] row : matrix) {
      if (row.length != matrix.length) {
        throw new IllegalArgumentException(
            "A covariance is a square matrix, not one of %d rows with a row of %d values."
                .formatted(matrix.length, row.length));
      }
    }
    return Full.of(matrix)
        .orElseThrow(
            () -> new IllegalArgumentException("The covariance is not positive definite."));
  }

  /// @param variances σ² of each dimension `[D]`
  /// @throws IllegalArgumentException if one is not positive
  static Covariance diagonal(double... variances) {
    for (double variance : variances) {
      if (!(variance > 0 && Double.isFinite(variance))) {
        throw new IllegalArgumentException(
            "A variance must be positive and finite, not %s.".formatted(variance));
      }
    }
    return new Diagonal(variances.clone());
  }

  /// σ²I
  static Covariance spherical(double variance, int size) {
    double[] variances = new double[size];
    Arrays.fill(variances, variance);
    return diagonal(variances);
  }

  /// The nearest covariance whose eigenvalues are all at least `floor`: smaller ones are raised to
  /// it. Of all such covariances it is the likeliest for points whose covariance is this one
  /// (Ingrassia and Rocci 2007).
  Covariance atLeast(double floor);

  /// A matrix with its Cholesky factor.
  final class Full implements Covariance {
    private final double[][] matrix;
    private final double[][] factor;

    private Full(double[][] matrix, double[][] factor) {
      this.matrix = matrix;
      this.factor = factor;
    }

    /// Empty if the matrix is not positive definite. Its lower triangle alone is read.
    static Optional<Covariance> of(double[][] matrix) {
      return factor(matrix, 0).map(factor -> new Full(symmetric(matrix), factor));
    }

    /// The same for the matrix with its eigenvalues raised to `floor`.
    static Optional<Covariance> of(double[][] matrix, double floor) {
      return of(raised(matrix, floor));
    }

    /// L `[D][D]`, with rows up to the diagonal.
    double[][] factor() {
      return factor;
    }

    @Override
    public int size() {
      return matrix.length;
    }

    @Override
    public double[][] matrix() {
      return matrix;
    }

    @Override
    public double logDeterminant() {
      double sum = 0;
      for (int i = 0; i < factor.length; i++) {
        sum += Math.log(factor[i][i]);
      }
      return 2 * sum;
    }

    @Override
    public double[] transform(double[] noise) {
      double[] result = new double[noise.length];
      for (int i = 0; i < noise.length; i++) {
        for (int j = 0; j <= i; j++) {
          result[i] += factor[i][j] * noise[j];
        }
      }
      return result;
    }

    @Override
    public Covariance atLeast(double floor) {
      return of(matrix, floor).orElseThrow();
    }

    /// The Cholesky factor of S − shift·I, if that is positive definite.
    private static Optional<double[][]> factor(double[][] matrix, double shift) {
      int size = matrix.length;
      double[][] lower = new double[size][];
      for (int i = 0; i < size; i++) {
        double[] row = new double[i + 1];
        for (int j = 0; j <= i; j++) {
          double[] other = j < i ? lower[j] : row;
          double sum = matrix[i][j] - (j < i ? 0 : shift);
          for (int k = 0; k < j; k++) {
            sum -= row[k] * other[k];
          }
          row[j] = j < i ? sum / other[j] : Math.sqrt(sum);
        }
        if (!(row[i] > 0 && Double.isFinite(row[i]))) {
          return Optional.empty();
        }
        lower[i] = row;
      }
      return Optional.of(lower);
    }

    private static double[][] symmetric(double[][] matrix) {
      int size = matrix.length;
      double[][] copy = new double[size][size];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j <= i; j++) {
          copy[i][j] = matrix[i][j];
          copy[j][i] = matrix[i][j];
        }
      }
      return copy;
    }

    /// S + Σ (floor − λ) v vᵀ over its eigenvalues λ < floor.
    private static double[][] raised(double[][] matrix, double floor) {
      if (floor == 0 || factor(matrix, floor).isPresent()) {
        return matrix;
      }
      double[][] raised = symmetric(matrix);
      double trace = 0;
      for (int i = 0; i < raised.length; i++) {
        trace += raised[i][i];
      }
      if (trace <= floor) {
        // All eigenvalues are below it; those of rounding errors alone cannot be computed.
        return MatrixUtils.createRealIdentityMatrix(raised.length).scalarMultiply(floor).getData();
      }
      EigenDecomposition decomposition = new EigenDecomposition(new Array2DRowRealMatrix(raised));
      double[] eigenvalues = decomposition.getRealEigenvalues();
      for (int e = 0; e < eigenvalues.length; e++) {
        double missing = floor - eigenvalues[e];
        if (missing > 0) {
          double[] vector = decomposition.getEigenvector(e).toArray();
          for (int i = 0; i < vector.length; i++) {
            for (int j = 0; j < vector.length; j++) {
              raised[i][j] += missing * vector[i] * vector[j];
            }
          }
        }
      }
      return raised;
    }
  }

  /// Variances σ² `[D]`.
  record Diagonal(double[] variances) implements Covariance {
    @Override
    public int size() {
      return variances.length;
    }

    @Override
    public double[][] matrix() {
      double[][] matrix = new double[size()][size()];
      for (int d = 0; d < variances.length; d++) {
        matrix[d][d] = variances[d];
      }
      return matrix;
    }

    @Override
    public double logDeterminant() {
      return Arrays.stream(variances).map(Math::log).sum();
    }

    @Override
    public double[] transform(double[] noise) {
      double[] result = new double[noise.length];
      Arrays.setAll(result, d -> Math.sqrt(variances[d]) * noise[d]);
      return result;
    }

    @Override
    public Covariance atLeast(double floor) {
      return new Diagonal(Arrays.stream(variances).map(v -> Math.max(v, floor)).toArray());
    }
  }
}
