package org.vaelab.experiment.amortization;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;

/// Amortized inference as a regression of φ* on x (CS236, lecture on latent variable models): the
/// encoder's outputs against each image's own optimum, the cost of both ways by the number of
/// images, and the encoder on a class that it was not trained on.
public final class Amortization implements Experiment<AmortizationConfig, AmortizationResult> {

  @Override
  public String name() {
    return "amortization";
  }

  @Override
  public String description() {
    return """
        Holds an encoder against the optimum of each image's own q: as a regression, in nats, in time and memory by
        the number of images, and on classes that it was not trained on.""";
  }

  @Override
  public Class<AmortizationConfig> settings() {
    return AmortizationConfig.class;
  }

  @Override
  public AmortizationResult measure(
      AmortizationConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    ExperimentData data = ExperimentData.open(config.model().dataSettings(), false, dataDirectory);
    List<HeldOutClass> classes =
        config.heldOut().stream()
            .map(c -> HeldOutClass.of(c, data, config.points(), config.model().seed()))
            .toList();
    RunFiles files = RunFiles.begin(directory, config, data, executor);
    return AmortizationRun.of(config, files, data, classes, executor).result();
  }
}
