package org.vaelab.statistics;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.vaelab.parallel.Workers;

/// The directions in which data vary most (Pearson 1901): the P eigenvectors of their covariance
/// with the largest eigenvalues.
///
/// @param mean of the data `[D]`
/// @param axes orthonormal `[P][D]`, by falling variance
/// @param variances of the data along the axes `[P]`, the eigenvalues
public record PrincipalComponents(double[] mean, double[][] axes, double[] variances) {
  private static final int MORE = 10;
  private static final int TOGETHER = 16;
  private static final int MOST_ITERATIONS = 1000;
  private static final double TOLERANCE = 1e-10;

  /// By subspace iteration with a few directions more than are asked for (Rutishauser 1970), as a
  /// few eigenvectors are needed of a large covariance.
  ///
  /// @param rows the data `[N, D]`, row-major
  /// @param size D
  /// @param components P
  /// @throws IllegalArgumentException if there are fewer data points or dimensions than components
  public static PrincipalComponents of(float[] rows, int size, int components) {
    int count = rows.length / size;
    if (components < 1 || components > Math.min(size, count)) {
      throw new IllegalArgumentException(
          "%d points of %d dimensions have 1 to %d principal components, not %d."
              .formatted(count, size, Math.min(size, count), components));
    }
    double[] mean = mean(rows, size);
    RealMatrix covariance = new Array2DRowRealMatrix(covariance(rows, mean), false);
    int directions = Math.min(size, components + MORE);
    RealMatrix basis = orthonormal(start(size, directions));
    double[] before = new double[components];
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      RealMatrix image = covariance.multiply(basis);
      EigenDecomposition small = new EigenDecomposition(basis.transpose().multiply(image));
      double[] values = Arrays.copyOf(small.getRealEigenvalues(), components);
      if (converged(values, before)) {
        double[][] axes = basis.multiply(small.getV()).transpose().getData();
        return new PrincipalComponents(mean, Arrays.copyOf(axes, components), values);
      }
      before = values;
      basis = orthonormal(image);
    }
    throw new ArithmeticException(
        "The principal components have not settled after %d iterations."
            .formatted(MOST_ITERATIONS));
  }

  private static boolean converged(double[] values, double[] before) {
    for (int p = 0; p < values.length; p++) {
      if (!(Math.abs(values[p] - before[p]) <= TOLERANCE * values[0])) {
        return false;
      }
    }
    return true;
  }

  /// Any directions that are not perpendicular to those sought; always the same.
  private static RealMatrix start(int size, int directions) {
    Random random = new Random(0);
    double[][] start = new double[size][directions];
    for (double[] row : start) {
      Arrays.setAll(row, p -> random.nextGaussian());
    }
    return new Array2DRowRealMatrix(start, false);
  }

  private static RealMatrix orthonormal(RealMatrix columns) {
    return new QRDecomposition(columns)
        .getQ()
        .getSubMatrix(0, columns.getRowDimension() - 1, 0, columns.getColumnDimension() - 1);
  }

  private static double[] mean(float[] rows, int size) {
    double[] mean = new double[size];
    for (int i = 0; i < rows.length; i++) {
      mean[i % size] += rows[i];
    }
    int count = rows.length / size;
    Arrays.setAll(mean, d -> mean[d] / count);
    return mean;
  }

  /// A few rows of the matrix at a time, which stay in the cache while all points pass by.
  private static double[][] covariance(float[] rows, double[] mean) {
    int size = mean.length;
    double[][] covariance = new double[size][size];
    Workers.forRows(
        Math.ceilDiv(size, TOGETHER),
        rows.length,
        (from, to) -> {
          for (int block = from; block < to; block++) {
            addProducts(
                rows, mean, covariance, block * TOGETHER, Math.min(size, (block + 1) * TOGETHER));
          }
        });
    int count = rows.length / size;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        covariance[i][j] /= count;
        covariance[j][i] = covariance[i][j];
      }
    }
    return covariance;
  }

  private static void addProducts(float[] rows, double[] mean, double[][] sums, int from, int to) {
    int size = mean.length;
    double[] deviation = new double[to];
    for (int n = 0; n < rows.length; n += size) {
      for (int d = 0; d < to; d++) {
        deviation[d] = rows[n + d] - mean[d];
      }
      for (int i = from; i < to; i++) {
        addMultiple(sums[i], deviation[i], deviation, i);
      }
    }
  }

  private static void addMultiple(double[] sum, double factor, double[] values, int last) {
    for (int j = 0; j <= last; j++) {
      sum[j] += factor * values[j];
    }
  }

  /// The coordinates of data along the axes, from the mean.
  ///
  /// @param rows `[N, D]`, row-major
  /// @return `[N][P]`
  public double[][] codes(float[] rows) {
    int size = mean.length;
    double[][] codes = new double[rows.length / size][axes.length];
    for (int n = 0; n < codes.length; n++) {
      for (int p = 0; p < axes.length; p++) {
        double sum = 0;
        for (int d = 0; d < size; d++) {
          sum += axes[p][d] * (rows[n * size + d] - mean[d]);
        }
        codes[n][p] = sum;
      }
    }
    return codes;
  }
}
