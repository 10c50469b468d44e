package org.vaelab.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.vaelab.data.Binarisation;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.experiment.pointwise.BlockOutcome;
import org.vaelab.experiment.pointwise.Cluster;
import org.vaelab.experiment.pointwise.Collected;
import org.vaelab.experiment.pointwise.PointBlock;
import org.vaelab.experiment.pointwise.PointTask;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.spark.parquet.ParquetObservations;
import org.vaelab.train.DataParallel;

/// Computes blocks of points as Spark tasks. The numbers are those of one process, to the bit, if
/// the processors have the same instructions.
public final class SparkRunner implements Cluster.Connection {
  // More tasks than that cost more than they bring in progress and balance.
  private static final int TASKS_PER_CORE = 100;

  private final SparkConnection spark;
  private final GraphExecutor executor;

  /// @param spark closed with this
  /// @param executor what runs the graphs
  public SparkRunner(SparkConnection spark, GraphExecutor executor) {
    this.spark = spark;
    this.executor = executor;
  }

  @Override
  public <R extends Serializable> Collected<R> compute(
      String title, PointTask<R> task, Points points) {
    if (points.observations() instanceof ParquetObservations stored) {
      if (points.equals(Points.all(stored))) {
        return compute(title, task, stored.blocks(), points.count());
      }
      stored.fetch(points.ids());
    }
    List<PointBlock> blocks = PointBlock.of(points);
    int tasks = Math.min(blocks.size(), TASKS_PER_CORE * spark.context().defaultParallelism());
    return compute(title, task, spark.context().parallelize(blocks, tasks), points.count());
  }

  /// The same for blocks that are wherever Spark has them.
  ///
  /// @param blocks of [PointBlock#SIZE] points each, but for the last
  /// @param points in all
  public <R extends Serializable> Collected<R> compute(
      String title, PointTask<R> task, JavaRDD<PointBlock> blocks, int points) {
    Broadcast<SharedTask<R>> shared = spark.context().broadcast(new SharedTask<>(task, executor));
    try {
      List<BlockOutcome<R>> outcomes =
          spark.onThreadsOfTasks(
              () ->
                  new SparkJob<SharedTask.Reply<R>>(spark, title)
                      .run(blocks, part -> SharedTask.compute(shared, part)).stream()
                          .map(SharedTask.Reply::accepted)
                          .toList());
      return Collected.of(task, outcomes, points);
    } finally {
      if (!spark.context().sc().isStopped()) {
        Uninterrupted.run(shared::destroy);
      }
      OpenTasks.closeIdle();
    }
  }

  @Override
  public Observations stored(String place, Binarisation binarisation, long seed) {
    return ParquetObservations.open(spark.sql(), place, binarisation, seed);
  }

  @Override
  public Optional<DataParallel> training() {
    return Optional.of(new SparkTraining(spark));
  }

  @Override
  public int tasks(int points, int ofOne) {
    return 1;
  }

  @Override
  public boolean local() {
    return false;
  }

  @Override
  public void close() {
    spark.close();
  }
}
