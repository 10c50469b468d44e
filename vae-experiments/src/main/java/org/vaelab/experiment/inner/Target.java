package org.vaelab.experiment.inner;

import java.util.Arrays;
import org.vaelab.data.Points;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.experiment.amortization.Optima;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// What the optimisers of one model are to reach.
///
/// @param seed of the model
/// @param test q* of the N test images
/// @param shorter L\[q*] of each by half the steps, `[N]`, in nats
/// @param encoder L\[q] of the encoder's q of each, `[N]`
/// @param prior L\[p(z)] of each, `[N]`
/// @param selection L\[q*] of the M images that choose, with the noise that chooses, `[M]`
public record Target(
    long seed,
    Optima test,
    double[] shorter,
    double[] encoder,
    double[] prior,
    double[] selection) {

  static Target of(
      InnerOptimisersConfig config,
      long seed,
      Session session,
      Amortized encoder,
      Points test,
      Points selection) {
    int steps = config.optimalSteps();
    Optima ofSelection = optima(config, "selection", 2 * steps, session, encoder, selection, seed);
    return new Target(
        seed,
        optima(config, "test", 2 * steps, session, encoder, test, seed),
        optima(config, "test", steps, session, encoder, test, seed).elbo(),
        ofStart(config, Start.ENCODER, session, encoder, test, seed),
        ofStart(config, Start.PRIOR, session, encoder, test, seed),
        ofSelection(config, session, encoder, selection, ofSelection, seed));
  }

  private static Optima optima(
      InnerOptimisersConfig config,
      String group,
      int steps,
      Session session,
      Amortized encoder,
      Points points,
      long seed) {
    try (LocalPosteriors q = Start.ENCODER.of(session, encoder, points, seed)) {
      return Optima.of(group, session, q, config.optimal(steps), config.elboSamples(), seed);
    }
  }

  private static double[] ofStart(
      InnerOptimisersConfig config,
      Start start,
      Session session,
      Amortized encoder,
      Points points,
      long seed) {
    try (LocalPosteriors q = start.of(session, encoder, points, seed)) {
      return elbo(config, session, q, NoiseSource.of(seed, Purpose.EVALUATION));
    }
  }

  private static double[] ofSelection(
      InnerOptimisersConfig config,
      Session session,
      Amortized encoder,
      Points points,
      Optima optima,
      long seed) {
    float[] phi = new float[optima.phi().length];
    for (int i = 0; i < phi.length; i++) {
      phi[i] = (float) optima.phi()[i];
    }
    try (LocalPosteriors q =
        LocalPosteriors.of(points, encoder.family(), encoder.latentSize(), phi)) {
      return elbo(config, session, q, NoiseSource.of(seed, Purpose.SELECTION));
    }
  }

  static double[] elbo(
      InnerOptimisersConfig config,
      Session session,
      LocalPosteriors q,
      NoiseSource<? extends Purpose.Judging> noise) {
    return new MonteCarloElbo(config.elboSamples()).estimate(session, q, noise).value();
  }

  boolean fits(long ofSeed, int[] points, int chosen, int width) {
    return seed == ofSeed
        && Arrays.equals(test.points(), points)
        && StoredNumbers.finite(points.length, test.elbo(), shorter, encoder, prior)
        && StoredNumbers.finite(points.length * width, test.phi(), test.other())
        && StoredNumbers.finite(chosen, selection);
  }

  /// How much the second half of the steps has added.
  Estimate doubling() {
    return Estimate.ofDifference(test.elbo(), shorter);
  }

  double[] ofStart(Start start) {
    return start == Start.PRIOR ? prior : encoder;
  }

  /// L\[q*] − L\[q].
  Estimate gap(double[] elbo) {
    return Estimate.ofDifference(test.elbo(), elbo);
  }
}
