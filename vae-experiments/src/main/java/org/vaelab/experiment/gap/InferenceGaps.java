package org.vaelab.experiment.gap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.evidence.gap.EvidenceEstimator;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.experiment.pointwise.PointRunner;
import org.vaelab.experiment.pointwise.PointwiseExperiment;
import org.vaelab.graph.GraphExecutor;

/// Measures approximation, amortization and optimisation gaps of VAEs that differ in encoder and
/// decoder, by posterior family, on training and on test images, and over training.
public final class InferenceGaps
    implements PointwiseExperiment<InferenceGapsConfig, InferenceGapsResult> {
  static final String BASE = "base";

  /// A model to train. Widths are given from z to x.
  record Variant(String name, List<Integer> encoder, List<Integer> decoder) {}

  /// A candidate for log p̂ on the selection points.
  record Candidate(String estimator, double mean, double below, double belowError) {}

  /// The estimator of a variant, by its place in the list of all.
  record Choice(String variant, int estimator, List<Candidate> ranking) {
    boolean fits(Variant of, List<EvidenceEstimator> estimators) {
      return variant.equals(of.name())
          && estimator >= 0
          && estimator < estimators.size()
          && ranking.size() == estimators.size()
          && ranking.getFirst().estimator().equals(estimators.get(estimator).label());
    }
  }

  @Override
  public String name() {
    return "inference-gap";
  }

  @Override
  public String description() {
    return "Splits the inference gap by posterior family, encoder width and decoder width, on training and test images, and over training.";
  }

  @Override
  public Class<InferenceGapsConfig> settings() {
    return InferenceGapsConfig.class;
  }

  @Override
  public InferenceGapsResult measure(
      InferenceGapsConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor,
      PointRunner runner) {
    ExperimentData data = ExperimentData.open(config.model().dataSettings(), false, dataDirectory);
    RunFiles files = RunFiles.begin(directory, config, data, executor);
    return new GapRun(config, files, data, executor, runner).report();
  }

  static List<Variant> variants(InferenceGapsConfig config) {
    List<Integer> base = config.model().hidden();
    List<Variant> variants = new ArrayList<>(List.of(new Variant(BASE, base, base)));
    for (List<Integer> widths : config.encoders()) {
      variants.add(new Variant("encoder " + name(widths.reversed()), widths, base));
    }
    for (List<Integer> widths : config.decoders()) {
      variants.add(new Variant("decoder " + name(widths), base, widths));
    }
    return variants;
  }

  private static String name(List<Integer> widths) {
    return widths.isEmpty()
        ? "without hidden layer"
        : String.join("-", widths.stream().map(String::valueOf).toList());
  }
}
