package org.vaelab.experiment.gradients;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.progress.Stages;

/// Reparameterization against REINFORCE: bias and variance of the gradient of an expectation over a
/// Gaussian, and over the bits of a sigmoid belief network, which each estimator also trains.
public final class Gradients implements Experiment<GradientsConfig, GradientsResult> {
  /// K where the dimension varies.
  static final int SAMPLES = 10;

  /// D where the number of samples varies.
  static final int DIMENSION = 10;

  // Of one Gaussian number beside an evaluation of a decoder's row.
  private static final double NUMBER = 0.01;

  @Override
  public String name() {
    return "gradients";
  }

  @Override
  public String description() {
    return "Compares reparameterization with REINFORCE and its baselines on a Gaussian, and estimators for discrete z on a sigmoid belief network, with the exact gradients.";
  }

  @Override
  public Class<GradientsConfig> settings() {
    return GradientsConfig.class;
  }

  @Override
  public GradientsResult measure(
      GradientsConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    ExperimentData data = ExperimentData.open(config.model().dataSettings(), true, dataDirectory);
    RunFiles files = RunFiles.begin(directory, config, data, executor);
    Stages stages = stages(config, data);
    long seed = config.model().seed();
    GaussianStudy byDimension =
        stages.next(
            () ->
                GaussianStudy.of(config.dimensions(), List.of(SAMPLES), config.estimates(), seed));
    GaussianStudy bySamples =
        stages.next(
            () ->
                GaussianStudy.of(
                    List.of(DIMENSION), config.sampleCounts(), config.estimates(), seed));
    Contest contest = new Contest(config, files, data, executor);
    List<MethodResult> methods =
        stages.next(() -> config.trained().stream().map(contest::run).toList());
    Optional<BitsStudy> bits =
        config.comparesGradients()
            ? Optional.of(stages.next(() -> contest.gradients(methods)))
            : Optional.empty();
    return new GradientsResult(
        config,
        byDimension,
        bySamples,
        bits,
        methods,
        contest.points(),
        files.bits("test"),
        data.training().dimension());
  }

  /// Their work in evaluations of a row of the decoder, of which a gradient takes three.
  private static Stages stages(GradientsConfig config, ExperimentData data) {
    int trainings = config.learningRates().size() + config.seeds();
    double ofTraining =
        3.0 * config.model().epochs() * data.training().count() * config.trainSamples();
    double gaussian = NUMBER * config.estimates() * 4;
    List<Stages.Stage> all =
        List.of(
            new Stages.Stage(
                "Gaussian, by dimension",
                gaussian * SAMPLES * config.dimensions().stream().mapToInt(d -> d).sum(),
                1),
            new Stages.Stage(
                "Gaussian, by samples",
                gaussian * DIMENSION * config.sampleCounts().stream().mapToInt(k -> k).sum(),
                1),
            new Stages.Stage(
                "training",
                ofTraining * trainings * config.trained().size(),
                trainings * config.trained().size()),
            // The model is read from its checkpoint.
            new Stages.Stage(
                "gradients of bits",
                3.0
                    * BitsStudy.SAMPLES
                    * config.gradientPoints()
                    * config.estimates()
                    * config.trained().size(),
                2));
    return new Stages(config.comparesGradients() ? all : all.subList(0, 3));
  }
}
