package org.vaelab.coding;

import org.vaelab.inference.LocalOptimisation;
import org.vaelab.optimisation.LearningRate;

/// How the encoder's φ of each image is refined by SVI, in the same way where a message is made and
/// where it is read: the receiver has x before it needs q.
///
/// @param steps T of Adam
/// @param samples K of z per step
/// @param learningRate constant
public record Refinement(int steps, int samples, double learningRate) {
  private static final int MOST_SAMPLES = 1000;

  /// @throws CodingException if there is nothing to do, or a number is none
  public Refinement {
    if (steps < 1
        || samples < 1
        || samples > MOST_SAMPLES
        || !(learningRate > 0)
        || !Double.isFinite(learningRate)) {
      throw new CodingException(
          "q cannot be refined by %d steps of %d samples at a rate of %s; each must be positive, with at most %d samples."
              .formatted(steps, samples, learningRate, MOST_SAMPLES));
    }
  }

  /// The same as steps on φ.
  public LocalOptimisation optimisation() {
    return LocalOptimisation.ofSteps(steps, samples, new LearningRate.Constant(learningRate));
  }
}
