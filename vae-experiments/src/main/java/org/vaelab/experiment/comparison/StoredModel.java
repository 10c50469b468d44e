package org.vaelab.experiment.comparison;

import java.util.List;
import java.util.Optional;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.ParameterSpec;

/// Where a run keeps the model of a strategy and what was measured of it.
///
/// @param seed of its training
public record StoredModel(SviVsAmortizedConfig config, Strategy strategy, long seed) {
  private static final String TEST = "test";

  /// The model of the first seed.
  public StoredModel(SviVsAmortizedConfig config, Strategy strategy) {
    this(config, strategy, config.model().seed());
  }

  /// The name of its checkpoint, without `.ckpt`.
  public String checkpoint() {
    return "%s-seed-%d".formatted(strategy.trainedAs().label(), seed);
  }

  /// All that is trained, in the order of the checkpoint.
  public List<ParameterSpec> parameters(int dataSize) {
    return strategy.make(config, dataSize, Optional.empty()).parametersWith(config.model(dataSize));
  }

  /// What was measured on test images, if the run has come so far.
  ///
  /// @param fingerprint of the parameters
  /// @param testCount test images of the run
  public Optional<Evaluation> evaluation(RunFiles files, String fingerprint, int testCount) {
    String name = evaluationFile(strategy.label(), seed, TEST);
    int[] points = ExperimentData.choice(config.model().seed(), testCount, config.points());
    return files.has(name)
        ? Optional.of(
            files.read(
                name,
                Evaluation.class,
                fingerprint,
                stored ->
                    stored.fits(
                        strategy.label(), seed, TEST, points, config.samples(), withNaive(TEST))))
        : Optional.empty();
  }

  /// Whether the prior is a proposal, too: for the first decoder alone.
  boolean withNaive(String split) {
    return seed == config.model().seed()
        && split.equals(TEST)
        && strategy == config.strategies().getFirst();
  }

  /// The per-datum results of a model.
  static String evaluationFile(String model, long seed, String split) {
    return "evaluation/%s-seed-%d-%s.json".formatted(model, seed, split);
  }
}
