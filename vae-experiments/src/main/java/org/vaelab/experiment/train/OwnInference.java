package org.vaelab.experiment.train;

import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.HeldOut;

/// A model's own inference, with the noise that goes with its seed.
public record OwnInference(InferenceStrategy strategy, long seed) {
  private static final int CURVE_SAMPLES = 10;

  /// q of each point.
  public LocalPosteriors infer(Session session, Points points, String task) {
    return session.infer(strategy, points, NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION), task);
  }

  /// The same without progress reports.
  public LocalPosteriors quietly(Session session, Points points) {
    return Progress.muted(() -> infer(session, points, "inference"));
  }

  /// The ELBO on frozen data, a few fresh samples per point.
  ///
  /// @param count how many points, a seeded choice
  public HeldOut heldOut(Observations data, int count) {
    Points points = ExperimentData.chosen(data, seed, count);
    return session -> {
      try (LocalPosteriors q = quietly(session, points)) {
        return Progress.muted(
            () ->
                new MonteCarloElbo(CURVE_SAMPLES)
                    .estimate(session, q, NoiseSource.of(seed, Purpose.EVALUATION))
                    .mean()
                    .mean());
      }
    };
  }
}
