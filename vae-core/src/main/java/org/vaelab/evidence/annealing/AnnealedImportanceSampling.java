package org.vaelab.evidence.annealing;

import java.io.Serializable;
import java.util.Optional;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.algorithm.Driver;
import org.vaelab.algorithm.StoppingRule;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.LogMeanExp;

/// Annealed importance sampling (Neal 2001) along q(z)^(1−β) p(x, z)^β with Hamiltonian
/// transitions (as for decoders in Wu, Burda, Salakhutdinov and Grosse 2017). Each chain starts
/// from a sample of q and its weight has expectation p(x) whatever the transitions' mixing; bad
/// mixing costs variance, and so a larger bias of the logarithm downwards.
///
/// Every chain of every data point is a row of one batch. The noise is keyed by data point,
/// chain and temperature, so results do not depend on the batch size beyond float rounding.
///
/// @param temperatures T, steps from β = 0 to β = 1
/// @param chains C per data point
/// @param leapfrogSteps of each transition; there is one transition between two steps of β
/// @param schedule how β rises
/// @param batch data points annealed together
public record AnnealedImportanceSampling(
    int temperatures, int chains, int leapfrogSteps, Schedule schedule, int batch)
    implements Serializable {

  private static final String TASK = "annealed importance sampling";

  public AnnealedImportanceSampling {
    if (temperatures < 1 || chains < 1 || leapfrogSteps < 1 || batch < 1) {
      throw new IllegalArgumentException(
          ("Annealing needs positive counts, not %d temperatures, %d chains, %d leapfrog steps and"
                  + " batches of %d.")
              .formatted(temperatures, chains, leapfrogSteps, batch));
    }
  }

  /// Estimates log p(x) of every data point.
  ///
  /// @param q of each point, to start from; see [Session#prior]
  /// @throws InterruptedTaskException if the thread is interrupted; to keep what was done, use
  ///     [#start] and [#advance]
  /// @throws NonFiniteObjectiveException if a weight is NaN or infinite
  public AnnealedEstimates estimate(
      Session session, LocalPosteriors q, NoiseSource<Purpose.Evaluation> noise) {
    return estimates(
        run(TASK, session, q, Optional.empty(), noise, start(q.count()), Checkpoints.none()));
  }

  /// The state before the first step.
  ///
  /// @param points N
  public AnnealingState start(int points) {
    return AnnealingState.start(points, chains);
  }

  /// Anneals to the end.
  ///
  /// @param checkpoints where states between two batches are kept, and the one that an interrupt
  ///     leaves: to advance it further gives what an uninterrupted run gives
  /// @throws IllegalArgumentException if the state is that of another run
  /// @throws InterruptedTaskException if the thread is interrupted
  /// @throws NonFiniteObjectiveException if a weight is NaN or infinite
  public AnnealingState advance(
      Session session,
      LocalPosteriors q,
      NoiseSource<Purpose.Evaluation> noise,
      AnnealingState state,
      Checkpoints<AnnealingState> checkpoints) {
    if (state.points() != q.count() || state.chains() != chains) {
      throw new IllegalArgumentException(
          "The state is of a run of %d points with %d chains, not of %d points with %d chains."
              .formatted(state.points(), state.chains(), q.count(), chains));
    }
    return run(TASK, session, q, Optional.empty(), noise, state, checkpoints);
  }

  /// @param backFrom what the points came from, to anneal from there back to q
  AnnealingState run(
      String task,
      Session session,
      LocalPosteriors q,
      Optional<Simulation> backFrom,
      NoiseSource<Purpose.Evaluation> noise,
      AnnealingState state,
      Checkpoints<AnnealingState> checkpoints) {
    try (Annealing annealing = new Annealing(this, session, q, backFrom, noise)) {
      return new Driver<>(
              "%s, %d temperatures".formatted(task, temperatures),
              annealing,
              StoppingRule.NONE,
              checkpoints)
          .run(state);
    }
  }

  /// The results of a complete run.
  ///
  /// @throws IllegalStateException if it is not complete
  public AnnealedEstimates estimates(AnnealingState state) {
    if (!state.complete()) {
      throw new IllegalStateException(
          "The run has annealed %d of %d points; advance it to the end first."
              .formatted(state.pointsDone(), state.points()));
    }
    int points = state.points();
    double[] logLikelihood = new double[points];
    double[] standardError = new double[points];
    double[] effectiveSampleSize = new double[points];
    double[][] logWeights = new double[chains][points];
    for (int i = 0; i < points; i++) {
      LogMeanExp mean = new LogMeanExp();
      for (int c = 0; c < chains; c++) {
        logWeights[c][i] = state.logWeights()[c * points + i];
        mean.add(logWeights[c][i]);
      }
      logLikelihood[i] = mean.logMean();
      standardError[i] = mean.standardError();
      effectiveSampleSize[i] = mean.effectiveSampleSize();
    }
    return new AnnealedEstimates(
        logLikelihood,
        standardError,
        effectiveSampleSize,
        logWeights,
        state.acceptance().clone(),
        state.evaluations());
  }
}
