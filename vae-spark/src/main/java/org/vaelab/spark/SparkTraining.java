package org.vaelab.spark;

import org.vaelab.data.Observations;
import org.vaelab.train.DataParallel;
import org.vaelab.train.Minibatches;
import org.vaelab.train.RemoteGradients;

/// Training whose gradients are computed as Spark tasks.
///
/// @param partitions of the shards, at most as many as there are of these
record SparkTraining(SparkConnection spark, int partitions) implements DataParallel {

  /// As many partitions as there are processors.
  SparkTraining(SparkConnection spark) {
    this(spark, spark.context().defaultParallelism());
  }

  @Override
  public Run start(RemoteGradients.Recipe recipe, Minibatches minibatches, Observations data) {
    return new SparkSteps(spark, recipe, minibatches, data, partitions);
  }
}
