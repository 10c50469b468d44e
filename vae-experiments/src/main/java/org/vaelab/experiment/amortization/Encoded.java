package org.vaelab.experiment.amortization;

import java.util.Arrays;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// q of some images as an encoder gives it.
///
/// @param encoder which
/// @param group which images
/// @param points their N indices
/// @param elbo L\[q] of each, `[N]`, in nats
/// @param phi rows (μ, log σ), `[N, 2Z]`, row-major
public record Encoded(String encoder, String group, int[] points, double[] elbo, double[] phi) {

  /// @param q of the encoder
  /// @param samples of z for each L\[q]
  /// @param seed of their noise
  public static Encoded of(
      String encoder, String group, Session session, LocalPosteriors q, int samples, long seed) {
    return new Encoded(
        encoder, group, q.points().ids(), elbo(session, q, samples, seed), rows(q.phi().rows()));
  }

  static double[] elbo(Session session, LocalPosteriors q, int samples, long seed) {
    return new MonteCarloElbo(samples)
        .estimate(session, q, NoiseSource.of(seed, Purpose.EVALUATION))
        .value();
  }

  static double[] rows(float[] phi) {
    double[] rows = new double[phi.length];
    Arrays.setAll(rows, i -> phi[i]);
    return rows;
  }

  boolean fits(String ofEncoder, String ofGroup, int[] ofPoints, int width) {
    return encoder.equals(ofEncoder)
        && group.equals(ofGroup)
        && Arrays.equals(points, ofPoints)
        && StoredNumbers.finite(points.length, elbo)
        && StoredNumbers.finite(points.length * width, phi);
  }
}
