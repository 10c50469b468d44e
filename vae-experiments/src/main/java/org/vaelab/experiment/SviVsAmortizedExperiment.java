package org.vaelab.experiment;

import java.nio.file.Path;
import java.util.Optional;
import org.vaelab.graph.GraphExecutor;

/// [SviVsAmortized] as a command.
public final class SviVsAmortizedExperiment
    implements Experiment<SviVsAmortizedConfig, SviVsAmortizedResult> {
  @Override
  public String name() {
    return "svi-vs-amortized";
  }

  @Override
  public String description() {
    return "Trains one model amortized and one by per-image SVI, then measures log p(x), the ELBO and the gaps between them.\n"
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
    return SviVsAmortized.run(config, directory, dataDirectory, executor);
  }
}
