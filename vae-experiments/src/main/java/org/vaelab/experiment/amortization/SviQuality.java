package org.vaelab.experiment.amortization;

import java.util.Arrays;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.inference.Svi;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// How good q is after T steps of SVI from the prior.
///
/// @param steps T
/// @param rate initial step size, of those that were tried the best for T on training images
/// @param points indices of the N test images
/// @param elbo L\[q] of each, `[N]`, in nats
public record SviQuality(int steps, double rate, int[] points, double[] elbo) {

  /// @param choosing training images that choose the rate
  /// @param samples of z for each L\[q]
  /// @throws ExperimentException if the bound diverges with every rate
  static SviQuality of(
      Session session, int steps, Points choosing, Points test, int samples, long seed) {
    double best = Double.NEGATIVE_INFINITY;
    double rate = Double.NaN;
    for (double tried : AmortizationConfig.RATES) {
      double bound = selection(session, strategy(steps, tried), choosing, samples, seed);
      if (bound > best) {
        best = bound;
        rate = tried;
      }
    }
    if (Double.isNaN(rate)) {
      throw new ExperimentException(
          "SVI of new images diverged with every rate of %s; give a smaller --learning-rate, so that the decoder is less steep."
              .formatted(AmortizationConfig.RATES));
    }
    try (LocalPosteriors q = infer(session, strategy(steps, rate), test, seed)) {
      return new SviQuality(steps, rate, test.ids(), Encoded.elbo(session, q, samples, seed));
    }
  }

  /// SVI of a new image.
  Svi strategy() {
    return strategy(steps, rate);
  }

  private static Svi strategy(int steps, double rate) {
    LocalOptimisation optimisation = AmortizationConfig.svi(steps, rate);
    return new Svi(
        new DiagonalGaussianFamily(),
        new InnerLoop(optimisation, InnerLoop.Start.ZERO),
        optimisation);
  }

  private static LocalPosteriors infer(Session session, Svi svi, Points points, long seed) {
    return session.infer(svi, points, NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION));
  }

  private static double selection(Session session, Svi svi, Points points, int samples, long seed) {
    try (LocalPosteriors q = infer(session, svi, points, seed)) {
      return new MonteCarloElbo(samples)
          .estimate(session, q, NoiseSource.of(seed, Purpose.SELECTION))
          .mean()
          .mean();
    } catch (NonFiniteObjectiveException e) {
      return Double.NEGATIVE_INFINITY;
    }
  }

  boolean fits(int ofSteps, int[] ofPoints) {
    return steps == ofSteps
        && AmortizationConfig.RATES.contains(rate)
        && Arrays.equals(points, ofPoints)
        && StoredNumbers.finite(points.length, elbo);
  }
}
