package org.vaelab.experiment.toy;

import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.ModelSettings;

/// Settings of [ToyPosterior].
///
/// @param weight of the component N(2, 2); the other is N(−4, 0.75)
/// @param steps of the optimisation of q from each start
/// @param samples of z per step
/// @param seed of the optimisation's noise
public record ToyPosteriorConfig(double weight, int steps, int samples, long seed) {

  /// Seconds.
  public static ToyPosteriorConfig quick() {
    return new ToyPosteriorConfig(0.5, 3000, 100, 1);
  }

  /// More steps with more samples.
  public static ToyPosteriorConfig full() {
    return new ToyPosteriorConfig(0.5, 10000, 1000, 1);
  }

  public ToyPosteriorConfig {
    if (!(weight > 0 && weight < 1)) {
      throw new ExperimentException("--weight must be between 0 and 1, not %s.".formatted(weight));
    }
    ModelSettings.requirePositive("steps", steps);
    ModelSettings.requirePositive("samples", samples);
  }
}
