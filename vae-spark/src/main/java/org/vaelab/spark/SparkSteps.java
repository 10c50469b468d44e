package org.vaelab.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.vaelab.data.DataException;
import org.vaelab.data.Observations;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.TooLargeException;
import org.vaelab.inference.PhiRows;
import org.vaelab.inference.PhiTable;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Interrupts;
import org.vaelab.train.DataParallel;
import org.vaelab.train.Minibatch;
import org.vaelab.train.Minibatches;
import org.vaelab.train.RemoteGradients;
import org.vaelab.train.StepSums;

/// Steps of a training as Spark jobs: the shards of the training set stay in the executors, θ and λ
/// are broadcast for each step, and the sums of the gradients come back by `treeAggregate`.
///
/// The rows of φ that a step moved come back too, so that the driver's table is always whole: a
/// checkpoint needs no further job, and the rows that are lost with an executor are taken from it.
final class SparkSteps implements DataParallel.Run {
  private static final int DEPTH = 2;

  private final SparkConnection spark;
  private final Minibatches minibatches;
  private final Broadcast<RemoteGradients.Recipe> recipe;
  private final List<Broadcast<TrainingShard>> sources;
  private final JavaRDD<TrainingShard> shards;
  private final long[] versions;
  private final String group = UUID.randomUUID().toString();
  private final Map<Integer, int[]> orders = new HashMap<>();
  private int ordersOf = -1;

  /// What all tasks of a step need.
  ///
  /// @param versions by shard, of the φ of its points; empty where no φ is kept
  private record Step(
      Minibatch at, Map<String, float[]> parameters, HashMap<Integer, long[]> versions)
      implements Serializable {}

  SparkSteps(
      SparkConnection spark,
      RemoteGradients.Recipe recipe,
      Minibatches minibatches,
      Observations data,
      int partitions) {
    this.spark = spark;
    this.minibatches = minibatches;
    versions = new long[minibatches.points()];
    Arrays.fill(versions, TrainingShard.NONE);
    sources =
        IntStream.range(0, minibatches.shards())
            .filter(shard -> minibatches.first(shard) < minibatches.first(shard + 1))
            .mapToObj(
                shard -> spark.context().broadcast(new TrainingShard(shard, minibatches, data)))
            .toList();
    this.recipe = spark.context().broadcast(recipe);
    shards = spread(new ArrayList<>(sources), partitions);
  }

  /// The shards in the memory of executors. Tasks carry where each can be fetched, not its data.
  private JavaRDD<TrainingShard> spread(ArrayList<Broadcast<TrainingShard>> from, int partitions) {
    List<Integer> numbers = IntStream.range(0, from.size()).boxed().toList();
    return spark
        .context()
        .parallelize(numbers, Math.min(partitions, numbers.size()))
        .map(i -> from.get(i).value().fresh())
        .persist(StorageLevel.MEMORY_ONLY());
  }

  @Override
  public StepSums step(Minibatch at, Parameters parameters, Optional<PhiTable> phi) {
    Map<Integer, int[]> ids = phi.isPresent() ? ids(at) : Map.of();
    HashMap<Integer, long[]> wanted = new HashMap<>();
    HashMap<Integer, PhiRows> rows = new HashMap<>();
    ids.forEach(
        (shard, points) -> {
          wanted.put(shard, Arrays.stream(points).mapToLong(id -> versions[id]).toArray());
          rows.put(shard, phi.orElseThrow().copy(points));
        });
    ShardSums sums = run(new Step(at, parameters.values(), wanted), rows);
    if (sums.refusal() != null) {
      throw new ExperimentException(sums.refusal());
    }
    sums.phi()
        .forEach(
            (shard, moved) -> {
              phi.orElseThrow().put(ids.get(shard), moved);
              for (int id : ids.get(shard)) {
                versions[id] = at.step();
              }
            });
    return sums.total();
  }

  /// The points of a minibatch by shard.
  private Map<Integer, int[]> ids(Minibatch at) {
    if (ordersOf != at.epoch()) {
      for (int shard = 0; shard < minibatches.shards(); shard++) {
        orders.put(shard, minibatches.order(shard, at.epoch()));
      }
      ordersOf = at.epoch();
    }
    Map<Integer, int[]> ids = new HashMap<>();
    orders.forEach(
        (shard, order) -> {
          int[] part = minibatches.part(order, at.batch());
          if (part.length > 0) {
            ids.put(shard, part);
          }
        });
    return ids;
  }

  private ShardSums run(Step now, HashMap<Integer, PhiRows> rows) {
    Broadcast<RemoteGradients.Recipe> made = recipe;
    Minibatches batches = minibatches;
    spark.context().setJobGroup(group, "training", true);
    try {
      Broadcast<Step> step = spark.context().broadcast(now);
      // Fetched by those who need it only.
      Broadcast<HashMap<Integer, PhiRows>> kept = spark.context().broadcast(rows);
      ShardSums sums =
          spark.onThreadsOfTasks(
              () ->
                  shards
                      .mapPartitions(part -> compute(made, batches, step, kept, part))
                      .treeAggregate(new ShardSums(), ShardSums::add, ShardSums::add, DEPTH));
      // After a failure Spark may still be at the job; then these are left to its cleaner.
      Uninterrupted.run(step::destroy);
      Uninterrupted.run(kept::destroy);
      return sums;
    } catch (Exception e) {
      // Scala throws checked exceptions, such as InterruptedException, without saying so.
      if (e instanceof InterruptedException || Interrupts.requested() || SparkJob.interrupted()) {
        // The job may not have begun.
        Uninterrupted.run(() -> spark.context().sc().cancelJobGroupAndFutureJobs(group));
        Thread.currentThread().interrupt();
        throw new InterruptedTaskException();
      }
      throw SparkJob.failure(e);
    } finally {
      Uninterrupted.run(spark.context()::clearJobGroup);
    }
  }

  /// Computes the shards of a partition, on an executor.
  private static Iterator<ShardSums> compute(
      Broadcast<RemoteGradients.Recipe> recipe,
      Minibatches minibatches,
      Broadcast<Step> step,
      Broadcast<HashMap<Integer, PhiRows>> kept,
      Iterator<TrainingShard> shards) {
    Step now = step.value();
    ShardSums sums = new ShardSums();
    try (OpenTasks.Lease<RemoteGradients> lease =
        OpenTasks.take(recipe.id(), () -> recipe.value().open())) {
      lease.opened().assign(now.parameters);
      while (shards.hasNext()) {
        Interrupts.check();
        TrainingShard shard = shards.next();
        int[] ids = shard.ids(minibatches, now.at);
        if (ids.length > 0) {
          sums.add(
              new ShardSums(
                  shard.index(),
                  shard.compute(
                      lease.opened(),
                      now.at,
                      ids,
                      now.versions.get(shard.index()),
                      () -> kept.value().get(shard.index()))));
        }
      }
      lease.succeeded();
    } catch (NonFiniteObjectiveException
        | ExperimentException
        | DataException
        | TooLargeException e) {
      // No failure of the Spark task, which would only be tried again.
      sums.add(new ShardSums(e.getMessage()));
    }
    return List.of(sums).iterator();
  }

  @Override
  public void close() {
    if (!spark.context().sc().isStopped()) {
      Uninterrupted.run(
          () -> {
            shards.unpersist(false);
            recipe.destroy();
            sources.forEach(Broadcast::destroy);
          });
    }
    OpenTasks.closeIdle();
  }
}
