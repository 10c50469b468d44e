package org.vaelab.evidence.diagnostics;

import java.util.Optional;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.statistics.Estimate;

/// How a model uses its latent dimensions, from the diagonal Gaussian posteriors of N data
/// points.
///
/// @param points N
/// @param threshold a unit is active if the variance of its posterior mean over the data
///     exceeds it
/// @param meanVariance variance of E_q[z_d] over the data points (Burda et al. 2016), unbiased,
///     `[Z]`
/// @param meanVarianceError its standard error, from the fourth moment, `[Z]`
/// @param kl KL(q(z_d) ‖ p(z_d)) of each dimension, a mean over the data points, in nats, `[Z]`
public record LatentUse(
    int points,
    double threshold,
    double[] meanVariance,
    double[] meanVarianceError,
    Estimate[] kl) {
  /// The usual threshold of an active unit.
  public static final double STANDARD_THRESHOLD = 0.01;

  private static final double USED_NATS = 0.1;

  /// @param phi rows (μ, log σ), `[N, 2Z]`, row-major
  /// @throws IllegalArgumentException if there are fewer than two points, or the model has another
  ///     prior
  public static LatentUse of(float[] phi, LatentVariableModel model, double threshold) {
    if (!(model.prior() instanceof StandardNormal)) {
      throw new IllegalArgumentException(
          "Latent use is measured against the prior N(0, I), but the model %s has the prior %s."
              .formatted(model.getClass().getSimpleName(), model.prior().label()));
    }
    int latentSize = model.latentSize();
    int width = 2 * latentSize;
    int points = phi.length / width;
    if (points < 2 || phi.length % width != 0) {
      throw new IllegalArgumentException(
          "Latent use needs at least two rows of %d numbers, not %d numbers in all."
              .formatted(width, phi.length));
    }
    double[] variance = new double[latentSize];
    double[] error = new double[latentSize];
    Estimate[] kl = new Estimate[latentSize];
    double[] means = new double[points];
    double[] divergences = new double[points];
    for (int d = 0; d < latentSize; d++) {
      for (int i = 0; i < points; i++) {
        double mean = phi[i * width + d];
        double logScale = phi[i * width + latentSize + d];
        means[i] = mean;
        divergences[i] = 0.5 * (mean * mean + Math.exp(2 * logScale) - 1) - logScale;
      }
      kl[d] = Estimate.of(divergences);
      double centre = Estimate.of(means).mean();
      double second = 0;
      double fourth = 0;
      for (double mean : means) {
        second += Math.pow(mean - centre, 2) / points;
        fourth += Math.pow(mean - centre, 4) / points;
      }
      variance[d] = second * points / (points - 1);
      // Var(s²) = (μ₄ − σ⁴ (n−3)/(n−1)) / n
      double ofVariance = (fourth - second * second * (points - 3) / (points - 1)) / points;
      error[d] = Math.sqrt(Math.max(0, ofVariance));
    }
    return new LatentUse(points, threshold, variance, error, kl);
  }

  /// Dimensions whose posterior mean varies more than the threshold.
  public int activeUnits() {
    int active = 0;
    for (double variance : meanVariance) {
      active += variance > threshold ? 1 : 0;
    }
    return active;
  }

  /// KL(q ‖ p) of all dimensions together, in nats.
  public double totalKl() {
    double sum = 0;
    for (Estimate dimension : kl) {
      sum += dimension.mean();
    }
    return sum;
  }

  /// A sentence if the posterior has collapsed onto the prior, wholly or in more than half of the
  /// dimensions.
  public Optional<String> collapseWarning() {
    int dimensions = meanVariance.length;
    int active = activeUnits();
    if (totalKl() < USED_NATS) {
      return Optional.of(
          "The posterior has collapsed: q is the prior up to %.3f nats, so z carries nothing of x."
              .formatted(totalKl()));
    }
    if (2 * active < dimensions) {
      return Optional.of(
          ("%d of %d latent dimensions are unused: their posterior mean varies by no more than %s"
                  + " over %d points.")
              .formatted(dimensions - active, dimensions, threshold, points));
    }
    return Optional.empty();
  }
}
