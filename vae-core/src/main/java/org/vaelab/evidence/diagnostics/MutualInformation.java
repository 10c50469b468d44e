package org.vaelab.evidence.diagnostics;

import java.util.random.RandomGenerator;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.LogMeanExp;

/// I_q(x; z) = E_x KL(q(z given x) ‖ q(z)), q(z) = E_x q(z given x) (Hoffman and Johnson 2016),
/// from the diagonal Gaussian posteriors of N data points.
///
/// q(z) is replaced by the mixture over the N points. With the point itself in the mixture the
/// expectation lies **below** I and cannot exceed log N; without it, **above** (Poole, van den
/// Oord, Ozair, Tucker and Alemi 2019, sections 2.2 and 2.3). So both are given; where the
/// lower one comes near log N, neither says more than that I is large.
///
/// @param lower biased down, in nats
/// @param upper biased up, in nats
/// @param ceiling log N, which `lower` cannot exceed
/// @param samples of z per data point
public record MutualInformation(Estimate lower, Estimate upper, double ceiling, int samples) {

  /// The cost grows with the square of N. The standard errors are over the points' own terms
  /// and leave out that all terms share one mixture.
  ///
  /// @param phi rows (μ, log σ), `[N, 2Z]`, row-major
  /// @throws IllegalArgumentException if there are fewer than two points
  public static MutualInformation estimate(
      float[] phi, int latentSize, int samples, NoiseSource<Purpose.Sampling> noise) {
    return of(terms(phi, latentSize, samples, noise), samples);
  }

  /// Whose means over the points are the bounds, `[N]` each.
  record Terms(double[] lower, double[] upper) {}

  static MutualInformation of(Terms terms, int samples) {
    return new MutualInformation(
        Estimate.of(terms.lower), Estimate.of(terms.upper), Math.log(terms.lower.length), samples);
  }

  static Terms terms(
      float[] phi, int latentSize, int samples, NoiseSource<Purpose.Sampling> noise) {
    int width = 2 * latentSize;
    int points = phi.length / width;
    if (points < 2 || phi.length % width != 0 || samples < 1) {
      throw new IllegalArgumentException(
          "Mutual information needs at least two rows of %d numbers and one sample, not %d and %d."
              .formatted(width, phi.length, samples));
    }
    double[] lower = new double[points];
    double[] upper = new double[points];
    double[] z = new double[latentSize];
    for (int i = 0; i < points; i++) {
      for (int k = 0; k < samples; k++) {
        RandomGenerator generator = noise.at(i, k);
        for (int d = 0; d < latentSize; d++) {
          z[d] =
              phi[i * width + d]
                  + Math.exp(phi[i * width + latentSize + d]) * generator.nextGaussian();
        }
        double own = logDensity(phi, i * width, z);
        LogMeanExp others = new LogMeanExp();
        LogMeanExp all = new LogMeanExp();
        for (int j = 0; j < points; j++) {
          double value = j == i ? own : logDensity(phi, j * width, z);
          all.add(value);
          if (j != i) {
            others.add(value);
          }
        }
        lower[i] += (own - all.logMean()) / samples;
        upper[i] += (own - others.logMean()) / samples;
      }
    }
    return new Terms(lower, upper);
  }

  /// log N(z; μ, diag(σ²)) but for the constant, which cancels.
  private static double logDensity(float[] phi, int offset, double[] z) {
    double sum = 0;
    for (int d = 0; d < z.length; d++) {
      double logScale = phi[offset + z.length + d];
      double deviation = (z[d] - phi[offset + d]) * Math.exp(-logScale);
      sum -= 0.5 * deviation * deviation + logScale;
    }
    return sum;
  }
}
