package org.vaelab.experiment.comparison;

import java.util.Optional;
import org.vaelab.data.Points;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.experiment.train.OwnInference;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Measures log p̂, L[q] and L[q*] on given data points: of every model in the same way and with
/// the same noise.
///
/// @param samples K
/// @param optimal how q* is sought, from the model's own q
/// @param seed of all noise
record GapEvaluator(int samples, LocalOptimisation optimal, long seed) {
  private static final int BATCH = 100;
  private static final double MILLIS = 1e-6;

  /// What is measured of a model whose q comes from its own inference.
  ///
  /// @param own L[q], `[N]`
  /// @param optimal estimates with q* as proposal
  /// @param steps that the optimisation of q* took, a mean
  record Values(double[] own, LikelihoodEstimates optimal, double steps) {}

  private NoiseSource<Purpose.LocalOptimisation> optimisation() {
    return NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION);
  }

  private NoiseSource<Purpose.Evaluation> evaluation() {
    return NoiseSource.of(seed, Purpose.EVALUATION);
  }

  /// q of each point by a model's own inference.
  LocalPosteriors ownInference(
      Session session, InferenceStrategy strategy, Points points, String task) {
    return new OwnInference(strategy, seed).infer(session, points, task);
  }

  /// Moves q to the optimum of each point, from where it is.
  ///
  /// @return the mean number of steps it took
  double optimise(Session session, LocalPosteriors q, String task) {
    // Visit 1: the noise of visit 0 belongs to the model's own inference.
    return LocalOptimiser.of(session, q.family(), optimal)
        .optimise(q, BATCH, optimisation(), 1, Progress.start(task, q.count()));
  }

  /// @param what is measured, for the progress display
  Values values(Session session, InferenceStrategy strategy, Points points, String what) {
    try (LocalPosteriors own = ownInference(session, strategy, points, "inference, " + what);
        LocalPosteriors optimum = own.copy(0, own.count())) {
      double steps = optimise(session, optimum, "optimising q*, " + what);
      return new Values(
          elbo(session, own),
          ImportanceSampling.of(samples).estimate(session, optimum, evaluation()),
          steps);
    }
  }

  /// L[q] of each point, `[N]`, with the noise of [#values].
  double[] elbo(Session session, InferenceStrategy strategy, Points points, String what) {
    try (LocalPosteriors own = ownInference(session, strategy, points, "inference, " + what)) {
      return elbo(session, own);
    }
  }

  private double[] elbo(Session session, LocalPosteriors q) {
    return new MonteCarloElbo(samples).estimate(session, q, evaluation()).value();
  }

  /// The estimates of naive Monte Carlo.
  LikelihoodEstimates naive(Session session, Points points) {
    try (LocalPosteriors prior = session.prior(points)) {
      return ImportanceSampling.of(samples).estimate(session, prior, evaluation());
    }
  }

  /// Milliseconds that a model's own inference takes for each of at most 100 points.
  double milliseconds(Session session, InferenceStrategy strategy, Points points) {
    Points some = points.slice(0, Math.min(BATCH, points.count()));
    return Progress.muted(
        () -> {
          ownInference(session, strategy, some, "warm-up").close(); // Compiles the graphs.
          long start = System.nanoTime();
          ownInference(session, strategy, some, "timing").close();
          return (System.nanoTime() - start) * MILLIS / some.count();
        });
  }

  /// @param withNaive whether the prior is a proposal, too
  Evaluation evaluate(
      String model,
      long trainingSeed,
      String split,
      Session session,
      InferenceStrategy strategy,
      Points points,
      String bitsSha256,
      boolean withNaive) {
    Values values = values(session, strategy, points, "%s, %s".formatted(model, split));
    Optional<LikelihoodEstimates> naive =
        withNaive ? Optional.of(naive(session, points)) : Optional.empty();
    return Evaluation.of(
        model,
        trainingSeed,
        split,
        points.ids(),
        bitsSha256,
        values.own(),
        values.optimal(),
        naive,
        values.steps());
  }
}
