package org.vaelab.experiment.gap;

import static org.vaelab.experiment.Ranges.MOST_POINTS;
import static org.vaelab.experiment.Ranges.MOST_SAMPLES;
import static org.vaelab.experiment.Ranges.MOST_STEPS;
import static org.vaelab.experiment.Ranges.MOST_UNITS;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.vaelab.data.Binarisation;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Range;
import org.vaelab.experiment.Ranges;
import org.vaelab.experiment.Settings;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.network.Activation;
import org.vaelab.optimisation.LearningRate;

/// Settings of [InferenceGaps].
///
/// @param model the base model
/// @param encoders widths (z to x) of other encoders, each trained with the base decoder
/// @param decoders widths (z to x) of other decoders, each trained with the base encoder
/// @param families whose q* are compared, the poorer first
/// @param points images of each split on which gaps are reported
/// @param selectionPoints other images, on which the estimator of log p̂ is chosen
/// @param samples K of importance sampling
/// @param temperatures of annealed importance sampling as a candidate estimator; 0 for none
/// @param chains of annealed importance sampling per image
/// @param optimalSteps largest number of steps towards q* from each start
/// @param optimalSamples samples of z per step
/// @param restarts starts of q* besides the encoder's q and the prior
/// @param elboSamples samples of z of every reported ELBO
/// @param snapshots epochs of the base model after which the gaps are measured
public record InferenceGapsConfig(
    ModelSettings model,
    List<List<Integer>> encoders,
    List<List<Integer>> decoders,
    List<FamilyKind> families,
    int points,
    int selectionPoints,
    int samples,
    int temperatures,
    int chains,
    int optimalSteps,
    int optimalSamples,
    int restarts,
    int elboSamples,
    List<Integer> snapshots)
    implements Settings {

  /// What the numbers may be.
  public static final Ranges RANGES =
      ModelSettings.RANGES.and(
          Ranges.of(
              Range.whole("encoders", 1, MOST_UNITS),
              Range.whole("decoders", 1, MOST_UNITS),
              Range.whole("points", 2, MOST_POINTS),
              Range.whole("selection-points", 2, MOST_POINTS),
              Range.whole("samples", 1, MOST_SAMPLES),
              Range.whole("temperatures", 0, MOST_SAMPLES),
              Range.whole("chains", 1, 10_000),
              Range.whole("optimal-steps", 1, MOST_STEPS),
              Range.whole("optimal-samples", 1, 10_000),
              Range.whole("restarts", 0, 1000),
              Range.whole("elbo-samples", 1, MOST_SAMPLES),
              Range.whole("snapshots", 1, MOST_STEPS)));

  static final int LEAPFROG_STEPS = 10;
  private static final double OPTIMAL_RATE = 0.02;
  private static final int WINDOW = 100;
  private static final double TOLERANCE = 0.01;

  public static InferenceGapsConfig quick() {
    return new InferenceGapsConfig(
        new ModelSettings(
            "stroke-digits",
            Binarisation.STOCHASTIC,
            0,
            0,
            10,
            List.of(100),
            Activation.TANH,
            10,
            100,
            2e-3,
            1),
        List.of(List.of(20)),
        List.of(List.of()),
        List.of(FamilyKind.DIAGONAL, FamilyKind.FULL),
        50,
        25,
        1000,
        0,
        10,
        150,
        5,
        0,
        500,
        List.of(1, 10));
  }

  /// The protocol of Cremer, Li and Duvenaud (2018) on training and on test images, with stopping
  /// by windows of 100 steps.
  public static InferenceGapsConfig full() {
    return new InferenceGapsConfig(
        new ModelSettings(
            "stroke-digits",
            Binarisation.STOCHASTIC,
            0,
            0,
            50,
            List.of(200, 200),
            Activation.ELU,
            100,
            100,
            1e-3,
            1),
        List.of(List.of(500, 500)),
        List.of(List.of()),
        List.of(FamilyKind.DIAGONAL),
        1000,
        200,
        5000,
        0,
        20,
        5000,
        20,
        1,
        5000,
        List.of(1, 10, 30, 100));
  }

  public InferenceGapsConfig {
    encoders = encoders.stream().map(List::copyOf).toList();
    decoders = decoders.stream().map(List::copyOf).toList();
    families = families.stream().distinct().sorted().toList();
    snapshots = List.copyOf(snapshots);
    encoders.forEach(widths -> RANGES.check("encoders", widths));
    decoders.forEach(widths -> RANGES.check("decoders", widths));
    refuseRepetition("encoders", encoders);
    refuseRepetition("decoders", decoders);
    RANGES
        .check("points", points)
        .check("selection-points", selectionPoints)
        .check("samples", samples)
        .check("temperatures", temperatures)
        .check("chains", chains)
        .check("optimal-steps", optimalSteps)
        .check("optimal-samples", optimalSamples)
        .check("restarts", restarts)
        .check("elbo-samples", elboSamples)
        .check("snapshots", snapshots);
    if (families.isEmpty()) {
      throw new ExperimentException("--families needs at least one of diagonal and full.");
    }
  }

  private static void refuseRepetition(String option, List<List<Integer>> widths) {
    for (List<Integer> one : widths) {
      if (Collections.frequency(widths, one) > 1) {
        throw new ExperimentException(
            "--%s names the widths %s twice; name each once."
                .formatted(option, one.isEmpty() ? "none" : one));
      }
    }
  }

  @Override
  public Map<String, String> withoutEffect() {
    return temperatures == 0 ? Map.of("chains", "--temperatures 0") : Map.of();
  }

  LocalOptimisation optimisation() {
    return new LocalOptimisation(
        optimalSteps,
        optimalSamples,
        new LearningRate.Cosine(OPTIMAL_RATE, 0.01),
        WINDOW,
        TOLERANCE);
  }
}
