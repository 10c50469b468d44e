package org.vaelab.train;

import org.vaelab.optimisation.Gradients;

/// How the gradients of a minibatch come about, and the φ of its points, which are moved.
interface Computing extends AutoCloseable {
  /// What a step found.
  ///
  /// @param elboSum over the minibatch
  /// @param points of the minibatch
  /// @param evaluations of gradients of one data point's bound
  /// @param gradients of the mean bound; valid until the next step
  record Found(double elboSum, int points, long evaluations, Gradients gradients) {}

  Found step(Minibatch at, TrainingState state);

  @Override
  void close();
}
