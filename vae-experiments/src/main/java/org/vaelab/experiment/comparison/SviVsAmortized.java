package org.vaelab.experiment.comparison;

import java.nio.file.Path;
import java.util.Optional;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;

/// Trains one model by each of several strategies of inference with equal budgets, on the same data
/// and from the same seeds, and measures all decoders by one estimator of log p(x).
public final class SviVsAmortized
    implements Experiment<SviVsAmortizedConfig, SviVsAmortizedResult> {
  @Override
  public String name() {
    return "svi-vs-amortized";
  }

  @Override
  public String description() {
    return "Trains one model by amortized, semi-amortized and per-image stochastic variational inference (SVI) with equal budgets, then compares log p(x), the ELBO, the gaps between them, and costs.\n"
        + "Lengths of time are in seconds, log-likelihoods, ELBOs and gaps in nats per image.";
  }

  @Override
  public Class<SviVsAmortizedConfig> settings() {
    return SviVsAmortizedConfig.class;
  }

  @Override
  public SviVsAmortizedResult measure(
      SviVsAmortizedConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    ExperimentData data = ExperimentData.open(config.model().dataSettings(), false, dataDirectory);
    RunFiles files = RunFiles.begin(directory, config, data, executor);
    return new ComparisonRun(config, files, data, executor).result();
  }
}
