package org.vaelab.inference;

import java.io.Serializable;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.optimisation.Optimiser;

/// How the φ of a batch of data points is optimised, each on its own bound.
///
/// @param maximumSteps T
/// @param samples K samples of z per step and data point, of noise drawn anew for every step; for
///     [org.vaelab.optimisation.Lbfgs] the same in all steps
/// @param learningRate over the T steps; for L-BFGS the length of a first step
/// @param window steps over which the batch's mean bound is averaged to see whether it still rises
/// @param tolerance nats per data point: stop when a window's mean exceeds the one before by less;
///     −∞ takes all T steps
/// @param optimiser of φ
public record LocalOptimisation(
    int maximumSteps,
    int samples,
    LearningRate learningRate,
    int window,
    double tolerance,
    Optimiser optimiser)
    implements Serializable {

  public LocalOptimisation {
    if (maximumSteps < 1 || samples < 1 || window < 1) {
      throw new IllegalArgumentException(
          "Local optimisation needs at least one step, sample and window step, not %d, %d, %d."
              .formatted(maximumSteps, samples, window));
    }
  }

  /// With Adam.
  public LocalOptimisation(
      int maximumSteps, int samples, LearningRate learningRate, int window, double tolerance) {
    this(maximumSteps, samples, learningRate, window, tolerance, Adam.standard());
  }

  /// The same with another optimiser.
  public LocalOptimisation by(Optimiser other) {
    return new LocalOptimisation(maximumSteps, samples, learningRate, window, tolerance, other);
  }

  /// The learning rate of a step.
  double rate(int step) {
    return learningRate.at((double) step / maximumSteps);
  }

  /// Steps that are taken in any case: two windows, if there is a tolerance.
  public int minimumSteps() {
    return tolerance == Double.NEGATIVE_INFINITY
        ? maximumSteps
        : (int) Math.min(maximumSteps, 2L * window);
  }

  /// All T steps of Adam, with no stopping rule.
  public static LocalOptimisation ofSteps(int steps, int samples, LearningRate learningRate) {
    return new LocalOptimisation(steps, samples, learningRate, steps, Double.NEGATIVE_INFINITY);
  }
}
