package org.vaelab.experiment.inner;

import java.nio.file.Path;
import java.util.Optional;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;

/// The inner optimisers of SVI against each other: gradients and seconds until the mean L\[q] of
/// test images is within 0.1 nat of L\[q*], from the prior and from an encoder's q, each optimiser
/// with its best rate, variant and number of samples of as many that are tried on other images.
public final class InnerOptimisers
    implements Experiment<InnerOptimisersConfig, InnerOptimisersResult> {

  @Override
  public String name() {
    return "inner-optimisers";
  }

  @Override
  public String description() {
    return """
        Measures how many gradients and seconds Adam, momentum, natural gradient and L-BFGS take until an image's q
        is as good as its optimum but for 0.1 nat, from the prior and from an encoder's q.""";
  }

  @Override
  public Class<InnerOptimisersConfig> settings() {
    return InnerOptimisersConfig.class;
  }

  @Override
  public InnerOptimisersResult measure(
      InnerOptimisersConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    config.budgets();
    ExperimentData data = ExperimentData.open(config.model().dataSettings(), false, dataDirectory);
    RunFiles files = RunFiles.begin(directory, config, data, executor);
    return new InnerOptimisersRun(config, files, data, executor).result();
  }
}
