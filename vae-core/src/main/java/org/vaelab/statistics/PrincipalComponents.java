package org.vaelab.statistics;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
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
  // Keeps directions without variance apart, in parts of the whole variance.
  private static final double SHIFT = 1e-10;

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
    double[][] covariance = covariance(rows, mean);
    double shift = SHIFT * IntStream.range(0, size).mapToDouble(d -> covariance[d][d]).sum();
    double[][] basis = orthonormal(start(size, Math.min(size, components + MORE)));
    double[] before = new double[components];
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      double[][] image = product(basis, covariance);
      EigenDecomposition small =
          new EigenDecomposition(new Array2DRowRealMatrix(symmetricProduct(basis, image), false));
      double[] values = Arrays.copyOf(small.getRealEigenvalues(), components);
      if (converged(values, before)) {
        double[][] axes = product(small.getVT().getData(), basis);
        return new PrincipalComponents(mean, Arrays.copyOf(axes, components), values);
      }
      before = values;
      for (int p = 0; p < basis.length; p++) {
        addMultiple(image[p], shift, basis[p], size);
      }
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
  private static double[][] start(int size, int directions) {
    Random random = new Random(0);
    double[][] start = new double[directions][size];
    for (double[] row : start) {
      Arrays.setAll(row, d -> random.nextGaussian());
    }
    return start;
  }

  /// The same space from orthonormal rows (Gram and Schmidt), twice for the rounding of the first.
  private static double[][] orthonormal(double[][] rows) {
    for (int p = 0; p < rows.length; p++) {
      for (int pass = 0; pass < 2; pass++) {
        for (int q = 0; q < p; q++) {
          addMultiple(rows[p], -dot(rows[p], rows[q]), rows[q], rows[p].length);
        }
        double norm = Math.sqrt(dot(rows[p], rows[p]));
        int row = p;
        Arrays.setAll(rows[p], d -> rows[row][d] / norm);
      }
    }
    return rows;
  }

  /// A·B
  private static double[][] product(double[][] a, double[][] b) {
    double[][] product = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        addMultiple(product[i], a[i][k], b[k], b[k].length);
      }
    }
    return product;
  }

  /// A·Bᵀ where that is symmetric: to the last bit, as only then its eigenvectors are found to be
  /// orthogonal.
  private static double[][] symmetricProduct(double[][] a, double[][] b) {
    double[][] product = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j <= i; j++) {
        product[i][j] = dot(a[i], b[j]);
        product[j][i] = product[i][j];
      }
    }
    return product;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
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

  /// Four points at a time, for fewer loads and stores of the sums.
  private static void addProducts(float[] rows, double[] mean, double[][] sums, int from, int to) {
    int size = mean.length;
    double[][] deviations = new double[4][to];
    for (int n = 0; n < rows.length; n += 4 * size) {
      for (int p = 0; p < 4; p++) {
        int first = n + p * size;
        if (first < rows.length) {
          subtract(deviations[p], rows, first, mean);
        } else {
          Arrays.fill(deviations[p], 0);
        }
      }
      for (int i = from; i < to; i++) {
        addRow(sums[i], i, deviations[0], deviations[1], deviations[2], deviations[3]);
      }
    }
  }

  private static void subtract(double[] out, float[] rows, int first, double[] mean) {
    for (int d = 0; d < out.length; d++) {
      out[d] = rows[first + d] - mean[d];
    }
  }

  private static void addRow(
      double[] sum, int last, double[] d0, double[] d1, double[] d2, double[] d3) {
    double f0 = d0[last];
    double f1 = d1[last];
    double f2 = d2[last];
    double f3 = d3[last];
    for (int j = 0; j <= last; j++) {
      sum[j] += f0 * d0[j] + f1 * d1[j] + f2 * d2[j] + f3 * d3[j];
    }
  }

  private static void addMultiple(double[] sum, double factor, double[] values, int count) {
    for (int j = 0; j < count; j++) {
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
