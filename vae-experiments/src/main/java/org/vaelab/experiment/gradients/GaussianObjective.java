package org.vaelab.experiment.gradients;

import java.util.Arrays;

/// E_{q(z; φ)}[r] with q(z; φ) = N(μ, σ²I) in D dimensions and a quadratic r, whose gradient is
/// known (CS236, lecture on variational autoencoders). φ holds each dimension's μ and log σ, all of
/// them equal here; a gradient `[2D]` has the D derivatives by μ before those by log σ. A sample is
/// given by its noise: z = g(ε; φ) = μ + σε.
///
/// @param dimension D
/// @param mean μ
/// @param scale σ
/// @param reward r
public record GaussianObjective(int dimension, double mean, double scale, Reward reward) {

  /// What the expectation is of.
  public enum Reward {
    /// r(z) = −½‖z‖², which knows φ by z alone.
    Z("r(z)"),
    /// r(z, φ) = log N(z; 0, I) − log q(z; φ), as in the ELBO.
    Z_AND_PHI("r(z, φ)");

    private final String label;

    Reward(String label) {
      this.label = label;
    }

    /// As in formulas.
    @Override
    public String toString() {
      return label;
    }
  }

  public GaussianObjective {
    if (dimension < 1 || !(scale > 0)) {
      throw new IllegalArgumentException(
          "A Gaussian needs a dimension and a scale above 0, not %d and %s."
              .formatted(dimension, scale));
    }
  }

  /// ∇_φ E_q[r] in closed form: −μ by μ; −σ² by log σ, and 1 − σ² for r(z, φ).
  public double[] gradient() {
    double[] gradient = new double[2 * dimension];
    Arrays.fill(gradient, 0, dimension, -mean);
    double entropy = reward == Reward.Z ? 0 : 1;
    Arrays.fill(gradient, dimension, 2 * dimension, entropy - scale * scale);
    return gradient;
  }

  /// r at a sample.
  double reward(double[] noise) {
    double sum = reward == Reward.Z ? 0 : dimension * Math.log(scale);
    for (double e : noise) {
      double z = mean + scale * e;
      sum += reward == Reward.Z ? -0.5 * z * z : 0.5 * (e * e - z * z);
    }
    return sum;
  }

  /// Adds ∇_φ r(g(ε; φ), φ), the derivative through the sample and, for r(z, φ), beside it.
  void addPathwise(double[] noise, double[] sum) {
    double direct = reward == Reward.Z ? 0 : 1;
    for (int d = 0; d < dimension; d++) {
      double z = mean + scale * noise[d];
      sum[d] -= z;
      sum[dimension + d] += direct - z * scale * noise[d];
    }
  }

  /// Adds (r − b) ∇_φ log q(z; φ) + ∇_φ r(z, φ) at a fixed z; the last is −∇_φ log q for r(z, φ).
  ///
  /// @param advantage r − b
  void addScore(double[] noise, double advantage, double[] sum) {
    double weight = reward == Reward.Z ? advantage : advantage - 1;
    for (int d = 0; d < dimension; d++) {
      sum[d] += weight * noise[d] / scale;
      sum[dimension + d] += weight * (noise[d] * noise[d] - 1);
    }
  }
}
