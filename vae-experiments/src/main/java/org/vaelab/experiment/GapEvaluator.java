package org.vaelab.experiment;

import org.vaelab.data.Points;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Measures log p̂, L[q] and L[q*] of a trained model on given data points.
final class GapEvaluator {
  private static final int BATCH = 100;

  private final SviVsAmortizedConfig config;
  private final NoiseSource<Purpose.LocalOptimisation> optimisation;
  private final NoiseSource<Purpose.Evaluation> evaluation;

  GapEvaluator(SviVsAmortizedConfig config) {
    this.config = config;
    optimisation = NoiseSource.of(config.seed(), Purpose.LOCAL_OPTIMISATION);
    evaluation = NoiseSource.of(config.seed(), Purpose.EVALUATION);
  }

  /// q of each point by the model's own inference.
  LocalPosteriors ownInference(
      Session session, InferenceStrategy strategy, Points points, String task) {
    return session.infer(strategy, points, optimisation, task);
  }

  /// Moves q to the optimum of each point, from where it is.
  ///
  /// @return the mean number of steps it took
  double optimise(Session session, LocalPosteriors q, String task) {
    // Visit 1: the noise of visit 0 belongs to the model's own inference.
    return LocalOptimiser.of(session, q.family(), config.optimal())
        .optimise(q, BATCH, optimisation, 1, Progress.start(task, q.count()));
  }

  LikelihoodEstimates estimate(Session session, LocalPosteriors q) {
    return ImportanceSampling.of(config.samples()).estimate(session, q, evaluation);
  }

  /// L[q] by a few samples.
  double elbo(Session session, LocalPosteriors q, int samples) {
    return new MonteCarloElbo(samples).estimate(session, q, evaluation).mean().mean();
  }

  Evaluation evaluate(
      Method method,
      String split,
      Session session,
      InferenceStrategy strategy,
      Points points,
      String bitsSha256) {
    String what = method.label() + ", " + split;
    try (LocalPosteriors own = ownInference(session, strategy, points, "own inference, " + what);
        LocalPosteriors optimum = own.copy(0, own.count());
        LocalPosteriors prior = session.prior(points)) {
      double steps = optimise(session, optimum, "optimising q*, " + what);
      LikelihoodEstimates optimal = estimate(session, optimum);
      LikelihoodEstimates naive = estimate(session, prior);
      return Evaluation.of(
          method, split, points.ids(), bitsSha256, estimate(session, own), optimal, naive, steps);
    }
  }
}
