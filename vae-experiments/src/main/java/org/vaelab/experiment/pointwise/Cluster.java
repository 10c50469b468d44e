package org.vaelab.experiment.pointwise;

import java.util.ServiceLoader;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.graph.GraphExecutor;

/// The service by which a module on the class path computes points elsewhere than in this process.
public interface Cluster {
  /// Connects to the machines behind a URL.
  ///
  /// @param executor what runs the graphs there
  /// @throws ExperimentException if that is not possible
  Connection connect(String master, GraphExecutor executor);

  /// The module's.
  ///
  /// @throws ExperimentException if there is none
  static Cluster installed() {
    return ServiceLoader.load(Cluster.class)
        .findFirst()
        .orElseThrow(
            () ->
                new ExperimentException(
                    "--master needs Apache Spark, which is not on the class path; start this command with ./vaelab, which brings it."));
  }

  /// A runner with what it holds.
  interface Connection extends PointRunner, AutoCloseable {
    @Override
    void close();
  }
}
