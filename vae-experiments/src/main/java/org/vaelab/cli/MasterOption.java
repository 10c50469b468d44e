package org.vaelab.cli;

import java.util.function.Function;
import org.vaelab.experiment.pointwise.Cluster;
import org.vaelab.experiment.pointwise.LocalRunner;
import org.vaelab.experiment.pointwise.PointRunner;
import org.vaelab.graph.GraphExecutor;
import picocli.CommandLine.Option;

/// The option that says where points and the gradients of a training are computed.
final class MasterOption {
  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Compute on Apache Spark: local[N], spark://HOST:PORT, or another master (docs/spark.md). (default: in this process, without Spark)")
  private String master;

  /// Does something with the runner that was asked for.
  <T> T with(GraphExecutor executor, Function<PointRunner, T> action) {
    if (master == null) {
      return action.apply(new LocalRunner(executor));
    }
    try (Cluster.Connection connection = Cluster.installed().connect(master, executor)) {
      return action.apply(connection);
    }
  }
}
