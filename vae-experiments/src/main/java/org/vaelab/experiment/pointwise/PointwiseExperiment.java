package org.vaelab.experiment.pointwise;

import java.nio.file.Path;
import java.util.Optional;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.experiment.Settings;
import org.vaelab.graph.GraphExecutor;

/// An experiment of which something can be computed on other machines: measurements of data points,
/// or the gradients of a training.
public interface PointwiseExperiment<C extends Settings, R extends Result>
    extends Experiment<C, R> {

  @Override
  default R measure(
      C config, RunDirectory directory, Optional<Path> dataDirectory, GraphExecutor executor) {
    return measure(config, directory, dataDirectory, executor, new LocalRunner(executor));
  }

  /// The same with what can be elsewhere where the runner has it.
  R measure(
      C config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor,
      PointRunner runner);

  /// The same, with the result written to files.
  default R run(
      C config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor,
      PointRunner runner) {
    R result = measure(config, directory, dataDirectory, executor, runner);
    RunFiles.of(directory).write(this, config, result);
    return result;
  }
}
