package org.vaelab.experiment.amortization;

import java.util.Arrays;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Session;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// φ* of some images, each the optimum of the image's own ELBO, found by steps from the encoder's q
/// and from the prior; of the two ends the better one counts, by noise that neither has seen.
///
/// @param group which images
/// @param points their N indices
/// @param elbo L\[q*] of each, `[N]`, in nats
/// @param phi rows (μ*, log σ*), `[N, 2Z]`, row-major
/// @param other where the other start ended: as far as the two differ, φ* is not known
public record Optima(String group, int[] points, double[] elbo, double[] phi, double[] other) {
  private static final int BATCH = 100;

  /// @param encoded q of the encoder
  /// @param optimisation from each start
  /// @param samples of z for each L\[q*]
  /// @param seed of all noise
  public static Optima of(
      String group,
      Session session,
      LocalPosteriors encoded,
      LocalOptimisation optimisation,
      int samples,
      long seed) {
    var noise = NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION);
    LocalOptimiser optimiser = LocalOptimiser.of(session, encoded.family(), optimisation);
    int[] ids = encoded.points().ids();
    PhiTable initial = PhiTable.initial(encoded.family(), session.model().latentSize(), ids, noise);
    try (LocalPosteriors best = encoded.copy(0, encoded.count());
        LocalPosteriors other = new LocalPosteriors(encoded.points(), initial)) {
      Progress progress = Progress.start("optimising q*, " + group, 2L * ids.length);
      // Visit 0 is left to inference that is part of a model.
      optimiser.optimise(best, BATCH, noise, 1, progress);
      optimiser.optimise(other, BATCH, noise, 2, progress);
      double[] ofBest = selection(session, best, samples, seed);
      double[] ofOther = selection(session, other, samples, seed);
      for (int i = 0; i < ids.length; i++) {
        if (ofOther[i] > ofBest[i]) {
          float[] row = best.phi().row(i);
          best.phi().assign(i, other.phi().row(i));
          other.phi().assign(i, row);
        }
      }
      return new Optima(
          group,
          ids,
          Encoded.elbo(session, best, samples, seed),
          Encoded.rows(best.phi().rows()),
          Encoded.rows(other.phi().rows()));
    }
  }

  private static double[] selection(Session session, LocalPosteriors q, int samples, long seed) {
    return new MonteCarloElbo(samples)
        .estimate(session, q, NoiseSource.of(seed, Purpose.SELECTION))
        .value();
  }

  boolean fits(String ofGroup, int[] ofPoints, int width) {
    return group.equals(ofGroup)
        && Arrays.equals(points, ofPoints)
        && StoredNumbers.finite(points.length, elbo)
        && StoredNumbers.finite(points.length * width, phi, other);
  }

  /// The amortization gap L\[q*] − L\[q] of each image, `[N]`.
  ///
  /// @param encoded q of the same images, with the same noise
  public double[] gaps(Encoded encoded) {
    double[] gaps = new double[elbo.length];
    Arrays.setAll(gaps, i -> elbo[i] - encoded.elbo()[i]);
    return gaps;
  }

  /// Its mean.
  public Estimate gap(Encoded encoded) {
    return Estimate.of(gaps(encoded));
  }
}
