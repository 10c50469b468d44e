package org.vaelab.mixture;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// The one-layer VAE of CS236's lecture on latent variable models, as what it is: a mixture of
/// infinitely many Gaussians, z ~ N(0, I) and x given z ~ N(μ(z), Σ(z)) with μ(z) = s σ(Az + c) and
/// Σ(z) = diag(exp σ(Bz + d)).
///
/// The lecture has s = 1: then all means lie in the unit cube and no standard deviation is below 1,
/// so p(x) is close to a single Gaussian.
///
/// @param a A `[D][Z]`
/// @param c `[D]`
/// @param b B `[D][Z]`
/// @param d `[D]`
/// @param spread s, which the means are multiplied by
public record InfiniteMixture(double[][] a, double[] c, double[][] b, double[] d, double spread) {
  /// Where grids over z end, in standard deviations: a standard normal holds 1 − 2e-15 of its mass
  /// within.
  public static final double RADIUS = 8;

  private static final int MOST_NODES = 1 << 20;

  /// @throws IllegalArgumentException if the shapes do not fit together
  public InfiniteMixture {
    int size = a.length;
    if (size == 0 || c.length != size || b.length != size || d.length != size) {
      throw new IllegalArgumentException(
          "A, c, B and d need a row for each dimension of x, not %d, %d, %d and %d rows."
              .formatted(size, c.length, b.length, d.length));
    }
    int latent = a[0].length;
    if (latent == 0 || Stream.of(a, b).flatMap(Stream::of).anyMatch(row -> row.length != latent)) {
      throw new IllegalArgumentException(
          "The rows of A and B need a number for each dimension of z, %d.".formatted(latent));
    }
  }

  /// D.
  public int size() {
    return a.length;
  }

  /// Z.
  public int latentSize() {
    return a[0].length;
  }

  /// A mixture of the Gaussians at K values of z drawn from the prior, of equal weights: its
  /// density is an unbiased estimate of p(x). The first of them are the same for any K.
  ///
  /// @param components K
  public GaussianMixture drawn(int components, NoiseSource<Purpose.Sampling> noise) {
    double[] weights = new double[components];
    Arrays.fill(weights, 1.0 / components);
    double[][] z = new double[components][latentSize()];
    for (int k = 0; k < components; k++) {
      RandomGenerator random = noise.at(k);
      Arrays.setAll(z[k], i -> random.nextGaussian());
    }
    return mixture(weights, z);
  }

  /// p(x) = ∫ N(z; 0, I) N(x; μ(z), Σ(z)) dz by the trapezoidal rule on a regular grid: one
  /// Gaussian per node. For smooth integrands it converges faster than any power of the step
  /// (Trefethen and Weideman 2014).
  ///
  /// @param nodes of the grid along each dimension of z, at least 2
  /// @throws IllegalArgumentException if there are too few or far too many
  public GaussianMixture quadrature(int nodes) {
    double total = Math.pow(nodes, latentSize());
    if (nodes < 2 || total > MOST_NODES) {
      throw new IllegalArgumentException(
          "A grid of %d nodes along each of %d dimensions has %.3g nodes; between 2 along each and %d are possible."
              .formatted(nodes, latentSize(), total, MOST_NODES));
    }
    double[] weights = new double[(int) total];
    double[][] z = new double[weights.length][latentSize()];
    for (int n = 0; n < weights.length; n++) {
      double squares = 0;
      for (int i = 0, rest = n; i < latentSize(); i++, rest /= nodes) {
        z[n][i] = RADIUS * (2.0 * (rest % nodes) / (nodes - 1) - 1);
        squares += z[n][i] * z[n][i];
      }
      weights[n] = Math.exp(-0.5 * squares);
    }
    double sum = Arrays.stream(weights).sum();
    Arrays.setAll(weights, n -> weights[n] / sum);
    return mixture(weights, z);
  }

  private GaussianMixture mixture(double[] weights, double[][] z) {
    double[][] means = new double[z.length][];
    Arrays.setAll(means, k -> mean(z[k]));
    List<Covariance> covariances =
        Arrays.stream(z).map(this::variances).map(Covariance::diagonal).toList();
    return new GaussianMixture(CovarianceType.DIAGONAL, weights, means, covariances);
  }

  /// μ(z) `[D]`.
  ///
  /// @param z `[Z]`
  public double[] mean(double[] z) {
    return Arrays.stream(outputs(a, c, z)).map(o -> spread * sigmoid(o)).toArray();
  }

  /// The diagonal of Σ(z) `[D]`.
  ///
  /// @param z `[Z]`
  public double[] variances(double[] z) {
    return Arrays.stream(outputs(b, d, z)).map(o -> Math.exp(sigmoid(o))).toArray();
  }

  private static double[] outputs(double[][] weights, double[] bias, double[] z) {
    double[] outputs = bias.clone();
    for (int i = 0; i < outputs.length; i++) {
      for (int j = 0; j < z.length; j++) {
        outputs[i] += weights[i][j] * z[j];
      }
    }
    return outputs;
  }

  private static double sigmoid(double value) {
    return 1 / (1 + Math.exp(-value));
  }
}
