package org.vaelab.mixture;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.vaelab.parallel.Workers;

/// The M-step: the mixture with the largest expected log p(x, z) under given responsibilities,
/// among those whose covariances have no eigenvalue below a floor.
///
/// Each component is summed up by one thread, in the order of the points, so that the sums do not
/// depend on the number of threads.
final class Maximisation {
  /// A sum of responsibilities below which their own rounding would make a mean.
  private static final double NOTHING = 1e-250;

  private final CovarianceType type;
  private final double[][] points;
  private final double[][] responsibilities;
  private final double[] counts;
  private final double[][] means;

  private Maximisation(CovarianceType type, double[][] points, double[][] responsibilities) {
    this.type = type;
    this.points = points;
    this.responsibilities = responsibilities;
    this.counts =
        Arrays.stream(responsibilities).mapToDouble(r -> Arrays.stream(r).sum()).toArray();
    this.means = new double[counts.length][points[0].length];
  }

  /// @param points `[N][D]`
  /// @param responsibilities `[K][N]`
  /// @param before the mixture that they are of: a component that no point belongs to stays as it
  ///     was, with a weight of zero
  /// @throws IllegalArgumentException if a component has no points and there is no mixture before,
  ///     or if a covariance is singular
  static GaussianMixture of(
      CovarianceType type,
      double[][] points,
      double[][] responsibilities,
      double floor,
      Optional<GaussianMixture> before) {
    return new Maximisation(type, points, responsibilities).mixture(floor, before);
  }

  private GaussianMixture mixture(double floor, Optional<GaussianMixture> before) {
    for (int k = 0; k < counts.length; k++) {
      if (isEmpty(k) && before.isEmpty()) {
        throw new IllegalArgumentException(
            "The responsibilities leave component %d without points; ask for fewer components."
                .formatted(k));
      }
    }
    double total = Arrays.stream(counts).sum();
    forComponents(k -> means[k] = isEmpty(k) ? before.get().means()[k] : mean(k));
    return new GaussianMixture(
        type,
        Arrays.stream(counts).map(count -> count / total).toArray(),
        means,
        covariances(total, floor, before));
  }

  private boolean isEmpty(int k) {
    return counts[k] < NOTHING;
  }

  private void forComponents(IntConsumer work) {
    int cost = (int) Math.min(Integer.MAX_VALUE, (long) points.length * points[0].length);
    Workers.forRows(counts.length, cost, (from, to) -> IntStream.range(from, to).forEach(work));
  }

  private double[] mean(int k) {
    double[] sum = new double[points[0].length];
    for (int n = 0; n < points.length; n++) {
      double r = responsibilities[k][n];
      if (r > 0) {
        double[] point = points[n];
        for (int d = 0; d < sum.length; d++) {
          sum[d] += r * point[d];
        }
      }
    }
    Arrays.setAll(sum, d -> sum[d] / counts[k]);
    return sum;
  }

  private List<Covariance> covariances(
      double total, double floor, Optional<GaussianMixture> before) {
    return switch (type) {
      case FULL -> {
        double[][][] scatters = scatters();
        yield components(before, k -> full(scatters[k], counts[k], floor, "of component " + k));
      }
      case TIED -> {
        double[][] sum = new double[points[0].length][points[0].length];
        for (double[][] scatter : scatters()) {
          for (int i = 0; i < sum.length; i++) {
            add(sum[i], scatter[i]);
          }
        }
        Covariance shared = full(sum, total, floor, "of all components");
        yield IntStream.range(0, counts.length).mapToObj(k -> shared).toList();
      }
      case DIAGONAL -> {
        double[][] squares = squares();
        yield components(before, k -> diagonal(squares[k], k, floor));
      }
      case SPHERICAL -> {
        double[][] squares = squares();
        yield components(
            before,
            k -> {
              double mean = Arrays.stream(squares[k]).sum() / squares[k].length;
              Arrays.fill(squares[k], mean);
              return diagonal(squares[k], k, floor);
            });
      }
    };
  }

  private List<Covariance> components(
      Optional<GaussianMixture> before, IntFunction<Covariance> own) {
    return IntStream.range(0, counts.length)
        .mapToObj(k -> isEmpty(k) ? before.get().covariances().get(k) : own.apply(k))
        .toList();
  }

  private static Covariance full(double[][] scatter, double count, double floor, String whose) {
    for (double[] row : scatter) {
      Arrays.setAll(row, d -> row[d] / count);
    }
    return Covariance.Full.of(scatter, floor).orElseThrow(() -> singular(whose, floor));
  }

  private Covariance diagonal(double[] squares, int k, double floor) {
    double[] variances =
        Arrays.stream(squares).map(square -> Math.max(floor, square / counts[k])).toArray();
    if (Arrays.stream(variances).anyMatch(variance -> !(variance > 0))) {
      throw singular("of component " + k, floor);
    }
    return new Covariance.Diagonal(variances);
  }

  private static IllegalArgumentException singular(String whose, double floor) {
    return new IllegalArgumentException(
        "The covariance %s is singular: its points do not fill the space; set a covariance floor above %s or ask for fewer components."
            .formatted(whose, floor));
  }

  /// Σ_n r_nk (x_n − μ_k)² `[K][D]`.
  private double[][] squares() {
    double[][] squares = new double[counts.length][points[0].length];
    forComponents(
        k -> {
          for (int n = 0; n < points.length; n++) {
            if (responsibilities[k][n] > 0) {
              addSquares(squares[k], responsibilities[k][n], points[n], means[k]);
            }
          }
        });
    return squares;
  }

  private static void addSquares(double[] sum, double r, double[] point, double[] mean) {
    for (int d = 0; d < sum.length; d++) {
      double deviation = point[d] - mean[d];
      sum[d] += r * deviation * deviation;
    }
  }

  /// Σ_n r_nk (x_n − μ_k)(x_n − μ_k)ᵀ `[K][D][D]`; what is above the diagonals is of no use.
  private double[][][] scatters() {
    double[][][] scatters = new double[counts.length][][];
    forComponents(k -> scatters[k] = scatter(responsibilities[k], means[k]));
    return scatters;
  }

  /// Four points at a time, for fewer loads and stores of the sums.
  private double[][] scatter(double[] r, double[] mean) {
    int size = mean.length;
    double[][] sum = new double[size][size];
    double[][] deviations = new double[4][size];
    double[] weights = new double[4];
    int held = 0;
    for (int n = 0; n < points.length; n++) {
      if (r[n] > 0) {
        weights[held] = r[n];
        subtract(deviations[held], points[n], mean);
        held++;
      }
      if (held == 4 || n == points.length - 1) {
        for (; held < 4; held++) {
          weights[held] = 0;
        }
        addProducts(sum, weights, deviations);
        held = 0;
      }
    }
    return sum;
  }

  private static void subtract(double[] out, double[] point, double[] mean) {
    for (int d = 0; d < out.length; d++) {
      out[d] = point[d] - mean[d];
    }
  }

  private static void addProducts(double[][] sum, double[] weights, double[][] deviations) {
    double[] d0 = deviations[0];
    double[] d1 = deviations[1];
    double[] d2 = deviations[2];
    double[] d3 = deviations[3];
    for (int i = 0; i < sum.length; i++) {
      addRow(
          sum[i],
          i,
          weights[0] * d0[i],
          d0,
          weights[1] * d1[i],
          d1,
          weights[2] * d2[i],
          d2,
          weights[3] * d3[i],
          d3);
    }
  }

  private static void addRow(
      double[] sum,
      int last,
      double w0,
      double[] d0,
      double w1,
      double[] d1,
      double w2,
      double[] d2,
      double w3,
      double[] d3) {
    for (int j = 0; j <= last; j++) {
      sum[j] += w0 * d0[j] + w1 * d1[j] + w2 * d2[j] + w3 * d3[j];
    }
  }

  private static void add(double[] sum, double[] more) {
    for (int d = 0; d < sum.length; d++) {
      sum[d] += more[d];
    }
  }
}
