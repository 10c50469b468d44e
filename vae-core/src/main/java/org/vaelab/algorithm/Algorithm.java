package org.vaelab.algorithm;

import java.util.Map;

/// Something that is done step by step. What it is asked to do is fixed; all that a step changes is
/// its state, and random numbers are keyed by what the state counts: from the same state a step
/// always does the same.
///
/// @param <S> the state
public interface Algorithm<S> {

  /// The state one step further. Large arrays of the given state may have been moved in place, so
  /// only the returned one counts from here on.
  S step(S state);

  /// Whether there is nothing left to do.
  boolean complete(S state);

  /// What there is to do in all, in units of the algorithm's own.
  long work();

  /// How much of it is done.
  long done(S state);

  /// Figures to show beside the progress.
  default Map<String, Double> figures(S state) {
    return Map.of();
  }

  /// Whether the state is one that is worth keeping, such as that after an epoch.
  default boolean milestone(S state) {
    return false;
  }

  /// The values so far by which a [StoppingRule] judges, the greater the better.
  default double[] criterion(S state) {
    return new double[0];
  }

  /// What is left to do once the last step is done.
  default S finish(S state) {
    return state;
  }
}
