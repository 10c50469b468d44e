package org.vaelab.algorithm;

import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;

/// Runs an algorithm to its end: reports its progress, stops it early, keeps its states and ends it
/// between two steps when its thread is interrupted.
///
/// @param task what progress reports call it; nothing is reported where it is empty
/// @param algorithm what is done
/// @param rule when to stop early
/// @param checkpoints where states are kept
public record Driver<S>(
    String task, Algorithm<S> algorithm, StoppingRule rule, Checkpoints<S> checkpoints) {

  /// A driver of a part of a larger task, which reports nothing and keeps nothing.
  public static <S> Driver<S> silent(Algorithm<S> algorithm, StoppingRule rule) {
    return new Driver<>("", algorithm, rule, Checkpoints.none());
  }

  /// How far a run came.
  ///
  /// @param state to go on from if the run is not complete
  public record Outcome<S>(S state, boolean complete) {}

  /// Runs from `start` to the end, or until the thread is interrupted: to go on from the state of
  /// then gives what an uninterrupted run gives.
  public Outcome<S> advance(S start) {
    S state = start;
    Progress progress =
        task.isEmpty() ? null : Progress.resume(task, algorithm.work(), algorithm.done(state));
    try {
      while (!ended(state)) {
        Interrupts.check();
        long before = algorithm.done(state);
        state = algorithm.step(state);
        if (progress != null) {
          progress.advance(algorithm.done(state) - before, algorithm.figures(state));
        }
        if (algorithm.milestone(state)) {
          checkpoints.milestone(state);
        }
      }
    } catch (InterruptedTaskException e) {
      checkpoints.save(state);
      return new Outcome<>(state, false);
    }
    state = algorithm.finish(state);
    if (progress != null) {
      progress.finish(algorithm.figures(state));
    }
    return new Outcome<>(state, true);
  }

  /// Runs from `start` to the end.
  ///
  /// @throws InterruptedTaskException if the thread is interrupted; the state of then is kept where
  ///     there are checkpoints
  public S run(S start) {
    Outcome<S> outcome = advance(start);
    if (!outcome.complete()) {
      throw new InterruptedTaskException();
    }
    return outcome.state();
  }

  private boolean ended(S state) {
    return algorithm.complete(state) || rule.stops(algorithm.criterion(state));
  }
}
