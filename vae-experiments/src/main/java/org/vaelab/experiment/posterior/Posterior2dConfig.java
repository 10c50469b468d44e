package org.vaelab.experiment.posterior;

import java.util.List;
import org.vaelab.data.Binarisation;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Range;
import org.vaelab.experiment.Ranges;
import org.vaelab.experiment.Settings;
import org.vaelab.network.Activation;

/// Settings of [Posterior2d].
///
/// @param model its latent size is 2
/// @param images test images whose posteriors are drawn
/// @param optimalSteps largest number of steps towards q* from each start
/// @param optimalSamples samples of z per step
public record Posterior2dConfig(
    ModelSettings model, int images, int optimalSteps, int optimalSamples) implements Settings {

  /// What the numbers may be.
  public static final Ranges RANGES =
      ModelSettings.RANGES.and(
          Ranges.of(
              Range.whole("latent", 2, 2),
              Range.whole("images", 1, 1000),
              Range.whole("optimal-steps", 1, Ranges.MOST_STEPS),
              Range.whole("optimal-samples", 1, 10_000)));

  public static Posterior2dConfig quick() {
    return new Posterior2dConfig(
        new ModelSettings(
            "stroke-digits",
            Binarisation.STOCHASTIC,
            0,
            0,
            2,
            List.of(100),
            Activation.TANH,
            20,
            100,
            2e-3,
            1),
        6,
        1000,
        20);
  }

  public static Posterior2dConfig full() {
    return new Posterior2dConfig(
        new ModelSettings(
            "stroke-digits",
            Binarisation.STOCHASTIC,
            0,
            0,
            2,
            List.of(200, 200),
            Activation.TANH,
            100,
            100,
            1e-3,
            1),
        12,
        5000,
        50);
  }

  public Posterior2dConfig {
    if (model.latent() != 2) {
      throw new ExperimentException(
          "--latent must be 2 to draw posteriors in the plane, not %d.".formatted(model.latent()));
    }
    RANGES
        .check("images", images)
        .check("optimal-steps", optimalSteps)
        .check("optimal-samples", optimalSamples);
  }
}
