package org.vaelab.spark;

import org.vaelab.experiment.pointwise.Cluster;
import org.vaelab.graph.GraphExecutor;

/// Spark as the service behind `--master`.
public final class SparkCluster implements Cluster {
  @Override
  public Connection connect(String master, GraphExecutor executor) {
    return new SparkRunner(SparkConnection.open(master, "points"), executor);
  }
}
