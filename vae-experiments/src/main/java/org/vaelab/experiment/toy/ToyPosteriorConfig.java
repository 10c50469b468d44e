package org.vaelab.experiment.toy;

import org.vaelab.experiment.Range;
import org.vaelab.experiment.Ranges;
import org.vaelab.experiment.Settings;

/// Settings of [ToyPosterior].
///
/// @param weight of the component N(2, 2); the other is N(−4, 0.75)
/// @param steps of the optimisation of q from each start
/// @param samples of z per step
/// @param seed of the optimisation's noise
public record ToyPosteriorConfig(double weight, int steps, int samples, long seed)
    implements Settings {

  /// What the numbers may be.
  public static final Ranges RANGES =
      Ranges.of(
          Range.between("weight", 0, 1),
          Range.whole("steps", 1, Ranges.MOST_STEPS),
          Range.whole("samples", 1, Ranges.MOST_SAMPLES),
          Range.seed("seed"));

  /// Seconds.
  public static ToyPosteriorConfig quick() {
    return new ToyPosteriorConfig(0.5, 3000, 100, 1);
  }

  /// More steps with more samples.
  public static ToyPosteriorConfig full() {
    return new ToyPosteriorConfig(0.5, 10000, 1000, 1);
  }

  public ToyPosteriorConfig {
    RANGES.check("weight", weight).check("steps", steps).check("samples", samples);
  }
}
