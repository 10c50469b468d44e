package org.vaelab.experiment.estimators;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.data.Binarisation;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Range;
import org.vaelab.experiment.Ranges;
import org.vaelab.experiment.Settings;
import org.vaelab.network.Activation;

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
    int simulated)
    implements Settings {

  /// What the numbers may be.
  public static final Ranges RANGES =
      ModelSettings.RANGES.and(
          Ranges.of(
              Range.whole("dimensions", 1, 4096),
              Range.whole("points", 2, 1_000_000),
              Range.whole("samples", 1, Ranges.MOST_SAMPLES),
              Range.whole("temperatures", 1, Ranges.MOST_SAMPLES),
              Range.whole("chains", 1, 10_000),
              Range.whole("leapfrog-steps", 1, 1000),
              Range.wholeOrZero("simulated", 2, 1_000_000)));

  private static final int MOST_VALUES = 100_000_000;
  private static final List<String> OF_THE_VAE =
      List.of(
          "data",
          "binarisation",
          "train-points",
          "test-points",
          "hidden",
          "activation",
          "epochs",
          "batch",
          "learning-rate");

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
    RANGES
        .check("dimensions", dimensions)
        .check("points", points)
        .check("samples", samples)
        .check("temperatures", temperatures)
        .check("chains", chains)
        .check("leapfrog-steps", leapfrogSteps)
        .check("simulated", simulated);
    if (kind == Kind.LINEAR_GAUSSIAN) {
      refuseBeyond("points", points, dimensions);
      refuseBeyond("simulated", simulated, dimensions);
    }
    if (temperatures.isEmpty() || !temperatures.stream().sorted().toList().equals(temperatures)) {
      throw new ExperimentException(
          "--temperatures takes ascending numbers such as 10,100,1000, not %s."
              .formatted(temperatures));
    }
  }

  private static void refuseBeyond(String option, int points, int dimensions) {
    if ((long) points * dimensions > MOST_VALUES) {
      throw new ExperimentException(
          "--%s %d of --dimensions %d make more than %d values; take fewer of either."
              .formatted(option, points, dimensions, MOST_VALUES));
    }
  }

  @Override
  public Map<String, String> withoutEffect() {
    Map<String, String> idle = new HashMap<>();
    if (kind == Kind.VAE) {
      idle.put("dimensions", "--model vae");
      if (model.hidden().isEmpty()) {
        idle.put("activation", "--hidden none");
      }
    } else {
      for (String option : OF_THE_VAE) {
        idle.put(option, "--model linear-gaussian");
      }
    }
    return idle;
  }
}
