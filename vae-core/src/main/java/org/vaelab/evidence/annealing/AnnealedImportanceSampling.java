package org.vaelab.evidence.annealing;

import java.util.Map;
import java.util.Optional;
import org.vaelab.evidence.Problem;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
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
    int temperatures, int chains, int leapfrogSteps, Schedule schedule, int batch) {

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
  /// @param noise a source of the stream `EVALUATION`
  /// @throws InterruptedTaskException if the thread is interrupted; to keep what was done, use
  ///     [#start] and [#advance]
  /// @throws NonFiniteObjectiveException if a weight is NaN or infinite
  public AnnealedEstimates estimate(Problem problem, NoiseSource noise) {
    AnnealingState state = start(problem);
    if (!advance(problem, noise, state)) {
      throw new InterruptedTaskException();
    }
    return estimates(state);
  }

  /// The state before the first step.
  public AnnealingState start(Problem problem) {
    return new AnnealingState(problem.count(), chains);
  }

  /// Anneals to the end, or until the thread is interrupted: then the state is that between two
  /// temperatures, and to advance it further gives what an uninterrupted run gives.
  ///
  /// @return whether the run is complete
  /// @throws IllegalArgumentException if the state is that of another run
  /// @throws NonFiniteObjectiveException if a weight is NaN or infinite
  public boolean advance(Problem problem, NoiseSource noise, AnnealingState state) {
    if (state.points != problem.count() || state.chains != chains) {
      throw new IllegalArgumentException(
          "The state is of a run of %d points with %d chains, not of %d points with %d chains."
              .formatted(state.points, state.chains, problem.count(), chains));
    }
    Progress progress =
        Progress.resume(
            "annealed importance sampling, %d temperatures".formatted(temperatures),
            (long) problem.count() * temperatures,
            (long) state.pointsDone * temperatures);
    while (!state.complete()) {
      int from = state.pointsDone;
      Problem slice = problem.slice(from, Math.min(problem.count(), from + batch));
      try (ChainBatch chainBatch = new ChainBatch(this, slice)) {
        if (state.current.isEmpty()) {
          state.current = Optional.of(begin(chainBatch, slice, noise));
        }
        AnnealingState.Batch current = state.current.get();
        while (current.temperature < temperatures && !Interrupts.requested()) {
          chainBatch.forward(current, noise);
          progress.advance(slice.count(), Map.of());
        }
        state.evaluations += chainBatch.evaluations();
        if (current.temperature < temperatures) {
          return false;
        }
        finish(state, slice, current);
      } catch (InterruptedTaskException e) {
        return false; // In the pilot run, which starts over.
      }
    }
    return true;
  }

  private static AnnealingState.Batch begin(
      ChainBatch chainBatch, Problem slice, NoiseSource noise) {
    StepSizes sizes = chainBatch.tune(new NoiseSource(noise.seed(), Purpose.PILOT));
    float[] z = chainBatch.sampleBase(noise);
    return new AnnealingState.Batch(
        sizes, z, new double[chainBatch.rows()], new double[slice.count()]);
  }

  private void finish(AnnealingState state, Problem slice, AnnealingState.Batch batch) {
    for (int row = 0; row < batch.logWeights.length; row++) {
      int point = row % slice.count();
      double logWeight = batch.logWeights[row];
      if (!Double.isFinite(logWeight)) {
        throw new NonFiniteObjectiveException(
            ("The weight of chain %d of data point %d is exp(%s); the model or its q is broken"
                    + " there.")
                .formatted(row / slice.count(), slice.data()[point], logWeight));
      }
      state.logWeights[row / slice.count() * state.points + state.pointsDone + point] = logWeight;
    }
    for (int point = 0; point < slice.count(); point++) {
      state.acceptance[state.pointsDone + point] =
          batch.acceptance[point] / Math.max(1, temperatures - 1);
    }
    state.pointsDone += slice.count();
    state.current = Optional.empty();
  }

  /// The results of a complete run.
  ///
  /// @throws IllegalStateException if it is not complete
  public AnnealedEstimates estimates(AnnealingState state) {
    if (!state.complete()) {
      throw new IllegalStateException(
          "The run has annealed %d of %d points; advance it to the end first."
              .formatted(state.pointsDone, state.points));
    }
    int points = state.points;
    double[] logLikelihood = new double[points];
    double[] standardError = new double[points];
    double[] effectiveSampleSize = new double[points];
    double[][] logWeights = new double[chains][points];
    for (int i = 0; i < points; i++) {
      LogMeanExp mean = new LogMeanExp();
      for (int c = 0; c < chains; c++) {
        logWeights[c][i] = state.logWeights[c * points + i];
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
        state.acceptance.clone(),
        state.evaluations);
  }
}
