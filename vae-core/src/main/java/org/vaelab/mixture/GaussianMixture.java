package org.vaelab.mixture;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// A mixture of Gaussians: z ~ Categorical(π) and x ~ N(μ_z, Σ_z), so that
/// p(x) = Σ_k π_k N(x; μ_k, Σ_k). Computed in double precision and in the log domain.
///
/// @param type what the covariances may be
/// @param weights π `[K]`, which add up to 1
/// @param means μ `[K][D]`
/// @param covariances Σ, K of them; if tied, all the same
public record GaussianMixture(
    CovarianceType type, double[] weights, double[][] means, List<Covariance> covariances) {

  /// @throws IllegalArgumentException if the parts do not fit together
  public GaussianMixture {
    covariances = List.copyOf(covariances);
    int components = weights.length;
    if (components < 1 || means.length != components || covariances.size() != components) {
      throw new IllegalArgumentException(
          "A mixture needs as many means and covariances as weights, not %d weights, %d means and %d covariances."
              .formatted(components, means.length, covariances.size()));
    }
    double sum = Arrays.stream(weights).sum();
    if (!(Math.abs(sum - 1) < 1e-9) || Arrays.stream(weights).anyMatch(weight -> weight < 0)) {
      throw new IllegalArgumentException(
          "Weights must not be negative and must add up to 1, unlike %s."
              .formatted(Arrays.toString(weights)));
    }
    PointSet.requireFinite(means);
    for (int k = 0; k < components; k++) {
      requireFit(type, covariances.get(k), covariances.getFirst(), means[k].length, k);
    }
  }

  private static void requireFit(
      CovarianceType type, Covariance covariance, Covariance first, int size, int k) {
    if (covariance.size() != size) {
      throw new IllegalArgumentException(
          "Covariance %d is of %d dimensions, its mean of %d."
              .formatted(k, covariance.size(), size));
    }
    boolean fits =
        switch (covariance) {
          case Covariance.Full full ->
              type == CovarianceType.FULL || type == CovarianceType.TIED && full == first;
          case Covariance.Diagonal(double[] variances) ->
              type == CovarianceType.DIAGONAL
                  || type == CovarianceType.SPHERICAL
                      && Arrays.stream(variances).allMatch(v -> v == variances[0]);
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "Covariance %d is not one of a mixture of type %s.".formatted(k, type));
    }
  }

  /// K.
  public int components() {
    return weights.length;
  }

  /// D.
  public int size() {
    return means[0].length;
  }

  /// log p(x) of each point, in nats.
  ///
  /// @param points x `[N][D]`
  /// @return `[N]`
  public double[] logProb(double[][] points) {
    return expectation(points).logProb();
  }

  /// log p(x) of one point, in nats.
  ///
  /// @param x `[D]`
  public double logProb(double[] x) {
    return logProb(new double[][] {x})[0];
  }

  /// The mean of log p(x) over points, in nats.
  ///
  /// @param points x `[N][D]`
  public double score(double[][] points) {
    return expectation(points).score();
  }

  /// p(z = k given x).
  ///
  /// @param points x `[N][D]`
  /// @return `[N][K]`
  public double[][] responsibilities(double[][] points) {
    return transposed(expectation(points).responsibilities());
  }

  /// The most probable component of each point.
  ///
  /// @param points x `[N][D]`
  /// @return `[N]`
  public int[] predict(double[][] points) {
    double[][] responsibilities = expectation(points).responsibilities();
    int[] components = new int[points.length];
    for (int n = 0; n < points.length; n++) {
      for (int k = 1; k < components(); k++) {
        if (responsibilities[k][n] > responsibilities[components[n]][n]) {
          components[n] = k;
        }
      }
    }
    return components;
  }

  /// The evidence lower bound E_q[log p(x, z) − log q(z)], the mean over points, in nats. It equals
  /// [#score] where q is [#responsibilities], and is below it for any other q.
  ///
  /// @param points x `[N][D]`
  /// @param q of each point `[N][K]`
  public double elbo(double[][] points, double[][] q) {
    Distributions.require(q, points.length, components());
    PointSet.requireFinite(points, size());
    double[][] logJoint = Expectation.logJoint(this, points);
    double sum = 0;
    for (int n = 0; n < points.length; n++) {
      for (int k = 0; k < components(); k++) {
        if (q[n][k] > 0) {
          sum += q[n][k] * (logJoint[k][n] - Math.log(q[n][k]));
        }
      }
    }
    return sum / points.length;
  }

  private Expectation expectation(double[][] points) {
    PointSet.requireFinite(points, size());
    return Expectation.of(this, points);
  }

  /// With the eigenvalues of the covariances raised to `floor`.
  GaussianMixture atLeast(double floor) {
    // Tied components share one covariance, and still do.
    List<Covariance> raised =
        type == CovarianceType.TIED
            ? Collections.nCopies(components(), covariances.getFirst().atLeast(floor))
            : covariances.stream().map(covariance -> covariance.atLeast(floor)).toList();
    return new GaussianMixture(type, weights, means, raised);
  }

  static double[][] transposed(double[][] matrix) {
    double[][] transposed = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < transposed.length; j++) {
        transposed[j][i] = matrix[i][j];
      }
    }
    return transposed;
  }

  /// Points drawn from a mixture.
  ///
  /// @param z the component of each `[N]`
  /// @param x `[N][D]`
  public record Samples(int[] z, double[][] x) {}

  /// Ancestral samples: z ~ Categorical(π), then x ~ N(μ_z, Σ_z). Sample n is the same however many
  /// are drawn.
  public Samples sample(int count, NoiseSource<Purpose.Sampling> noise) {
    Samples samples = new Samples(new int[count], new double[count][]);
    for (int n = 0; n < count; n++) {
      RandomGenerator random = noise.at(n);
      int z = component(random.nextDouble());
      double[] epsilon = new double[size()];
      Arrays.setAll(epsilon, d -> random.nextGaussian());
      double[] x = covariances.get(z).transform(epsilon);
      Arrays.setAll(x, d -> means[z][d] + x[d]);
      samples.z()[n] = z;
      samples.x()[n] = x;
    }
    return samples;
  }

  private int component(double uniform) {
    double rest = uniform;
    int last = 0;
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] > 0) {
        last = k;
        rest -= weights[k];
        if (rest < 0) {
          break;
        }
      }
    }
    return last;
  }

  /// Free parameters: K − 1 weights, K means and the covariances.
  public long parameterCount() {
    return components()
        - 1
        + (long) components() * size()
        + type.parameterCount(components(), size());
  }

  /// Akaike's criterion 2P − 2 Σ log p(x) (1974); the smaller the better.
  ///
  /// @param points x `[N][D]`
  public double aic(double[][] points) {
    return 2.0 * parameterCount() - 2 * points.length * score(points);
  }

  /// The Bayesian criterion P log N − 2 Σ log p(x) (Schwarz 1978); the smaller the better.
  ///
  /// @param points x `[N][D]`
  public double bic(double[][] points) {
    return parameterCount() * Math.log(points.length) - 2 * points.length * score(points);
  }
}
