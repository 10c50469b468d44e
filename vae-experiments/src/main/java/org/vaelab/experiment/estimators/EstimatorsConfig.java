package org.vaelab.experiment.estimators;

import java.util.List;
import org.vaelab.data.Binarisation;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.likelihood.annealing.Schedule;
import org.vaelab.model.Activation;

/// Settings of [Estimators].
///
/// @param kind which model's log p(x) is estimated
/// @param model the VAE, and for the linear-Gaussian model its latent size and seed
/// @param dimensions D of the linear-Gaussian model
/// @param points data points: drawn from the linear-Gaussian model, or the VAE's test images
/// @param samples largest K of naive Monte Carlo and importance sampling
/// @param temperatures numbers of temperatures of annealed importance sampling, ascending
/// @param chains per data point
/// @param leapfrogSteps of each transition
/// @param schedule of the temperatures
/// @param simulated points drawn from the model on which bidirectional Monte Carlo judges the last
///     number of temperatures; 0 for none
public record EstimatorsConfig(
    Kind kind,
    ModelSettings model,
    int dimensions,
    int points,
    int samples,
    List<Integer> temperatures,
    int chains,
    int leapfrogSteps,
    Schedule schedule,
    int simulated) {
  /// The model whose log p(x) is estimated.
  public enum Kind {
    /// Exact log p(x) is known.
    LINEAR_GAUSSIAN,
    /// Trained on images; log p(x) is known by quadrature up to three latent dimensions.
    VAE
  }

  public static EstimatorsConfig quick() {
    return new EstimatorsConfig(
        Kind.LINEAR_GAUSSIAN,
        new ModelSettings(
            "stroke-digits",
            Binarisation.STOCHASTIC,
            0,
            0,
            20,
            List.of(100),
            Activation.TANH,
            10,
            100,
            2e-3,
            1),
        100,
        50,
        5000,
        List.of(10, 30, 100, 300),
        10,
        5,
        Schedule.SIGMOID,
        50);
  }

  /// On MNIST, hours on two cores.
  public static EstimatorsConfig full() {
    return new EstimatorsConfig(
        Kind.LINEAR_GAUSSIAN,
        new ModelSettings(
            "stroke-digits",
            Binarisation.STOCHASTIC,
            0,
            0,
            20,
            List.of(200, 200),
            Activation.TANH,
            50,
            100,
            1e-3,
            1),
        100,
        200,
        5000,
        List.of(10, 30, 100, 300, 1000),
        20,
        10,
        Schedule.SIGMOID,
        100);
  }

  public EstimatorsConfig {
    temperatures = List.copyOf(temperatures);
    ModelSettings.requirePositive("dimensions", dimensions);
    ModelSettings.requirePositive("samples", samples);
    ModelSettings.requirePositive("chains", chains);
    ModelSettings.requirePositive("leapfrog-steps", leapfrogSteps);
    temperatures.forEach(t -> ModelSettings.requirePositive("temperatures", t));
    if (points < 2) {
      throw new ExperimentException(
          "--points must be at least 2, not %d: one point has no standard error."
              .formatted(points));
    }
    if (temperatures.isEmpty() || !temperatures.stream().sorted().toList().equals(temperatures)) {
      throw new ExperimentException(
          "--temperatures takes ascending numbers such as 10,100,1000, not %s."
              .formatted(temperatures));
    }
  }
}
