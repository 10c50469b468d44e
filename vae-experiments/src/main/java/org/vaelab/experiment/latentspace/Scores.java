package org.vaelab.experiment.latentspace;

import java.util.Arrays;
import org.vaelab.data.Points;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// log p̂(x) of images under a model, by importance sampling from its encoder's q.
///
/// @param images which
/// @param points their numbers in their set, `[N]`
/// @param logLikelihood `[N]`, in nats
/// @param unreliable images whose weights have too heavy tails
record Scores(String images, int[] points, double[] logLikelihood, int unreliable) {

  static Scores of(String images, CodedModel model, Points points, int samples) {
    try (LocalPosteriors q = model.infer(points)) {
      LikelihoodEstimates estimates =
          ImportanceSampling.of(samples)
              .estimate(model.session(), q, NoiseSource.of(model.seed(), Purpose.EVALUATION));
      return new Scores(
          images, points.ids(), estimates.logLikelihood(), estimates.unreliable().length);
    }
  }

  /// Whether this has the form of what a run computes.
  boolean fits(String of, int[] ids) {
    return images.equals(of)
        && Arrays.equals(points, ids)
        && StoredNumbers.finite(ids.length, logLikelihood)
        && unreliable >= 0
        && unreliable <= ids.length;
  }

  Estimate mean() {
    return Estimate.of(logLikelihood);
  }

  /// −|log p̂(x) − centre|: how typical the likelihood is, be it too small or too large; for
  /// single images (Nalisnick et al. 2019, "Detecting out-of-distribution inputs to deep
  /// generative models using typicality").
  double[] typicality(double centre) {
    return Arrays.stream(logLikelihood).map(value -> -Math.abs(value - centre)).toArray();
  }
}
