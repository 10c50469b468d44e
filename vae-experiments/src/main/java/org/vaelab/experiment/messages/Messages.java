package org.vaelab.experiment.messages;

import java.nio.file.Path;
import java.util.Optional;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;

/// Alice and Bob (CS236, lecture on the VAE): Alice sends an image as ẑ ~ q(z given x), Bob decodes
/// it. What the message costs, what Bob sees; codes that are rounded and entropy coded, with loss;
/// and images without loss by bits-back coding.
public final class Messages implements Experiment<MessagesConfig, MessagesResult> {

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public String description() {
    return """
        Sends images as codes of a VAE: the cost KL(q || p) of a message, what its receiver sees, rounded codes through
        an entropy coder, and images without loss by bits-back coding, with and without SVI on both sides.""";
  }

  @Override
  public Class<MessagesConfig> settings() {
    return MessagesConfig.class;
  }

  @Override
  public MessagesResult measure(
      MessagesConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    ExperimentData data = ExperimentData.open(config.model().dataSettings(), false, dataDirectory);
    RunFiles files = RunFiles.begin(directory, config, data, executor);
    return new MessagesRun(config, data, files, executor).result();
  }
}
