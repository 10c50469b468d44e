package org.vaelab.evidence.diagnostics;

import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// How far the aggregate posterior q(z) = E_x q(z given x) is from the prior N(0, I):
/// E_x KL(q(z given x) ‖ p(z)) = I_q(x; z) + KL(q(z) ‖ p(z)) (Hoffman and Johnson 2016), from the
/// diagonal Gaussian posteriors of N data points. Samples from the prior look like reconstructions
/// only where the second part is small.
///
/// The first expectation is a closed form per point, so each bound of the information gives one of
/// the marginal KL, paired by point. The standard errors are over the points' own terms; what the
/// points add through their common mixture vanishes to first order, as the influence of q(z given
/// x) through log q(z) is 1 − ∫ q(z given x) dz = 0.
///
/// @param kl E_x KL(q(z given x) ‖ p(z)), in nats
/// @param information I_q(x; z)
/// @param lower of KL(q(z) ‖ p(z)), biased down, in nats; may be below 0
/// @param upper of KL(q(z) ‖ p(z)), biased up; the mixture holds the point itself, so it is at
///     least kl − log N and says little where the information's lower bound is near log N
public record AggregatePosterior(
    Estimate kl, MutualInformation information, Estimate lower, Estimate upper) {

  /// The cost grows with the square of N.
  ///
  /// @param phi rows (μ, log σ), `[N, 2Z]`, row-major
  /// @param samples of z per data point
  /// @throws IllegalArgumentException if there are fewer than two points
  public static AggregatePosterior estimate(
      float[] phi, int latentSize, int samples, NoiseSource<Purpose.Sampling> noise) {
    MutualInformation.Terms terms = MutualInformation.terms(phi, latentSize, samples, noise);
    double[] kl = new double[terms.lower().length];
    for (int i = 0; i < kl.length; i++) {
      for (int d = 0; d < latentSize; d++) {
        double mean = phi[2 * latentSize * i + d];
        double logScale = phi[2 * latentSize * i + latentSize + d];
        kl[i] += 0.5 * (mean * mean + Math.exp(2 * logScale) - 1) - logScale;
      }
    }
    return new AggregatePosterior(
        Estimate.of(kl),
        MutualInformation.of(terms, samples),
        Estimate.ofDifference(kl, terms.upper()),
        Estimate.ofDifference(kl, terms.lower()));
  }
}
