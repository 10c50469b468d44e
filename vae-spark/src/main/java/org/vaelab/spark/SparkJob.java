package org.vaelab.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.progress.Progress;
import scala.Function0;
import scala.Function1;
import scala.Function2;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/// A job whose partitions give lists of results, with progress and an end at any moment.
///
/// @param <U> a result
final class SparkJob<U extends Serializable> {
  private static final long POLL_MILLIS = 100;
  private static final long GRACE_MILLIS = 500;

  private final SparkConnection spark;
  private final String title;

  /// What is done with a partition, on an executor.
  @FunctionalInterface
  interface Work<T, U> extends Serializable {
    ArrayList<U> on(Iterator<T> partition);
  }

  SparkJob(SparkConnection spark, String title) {
    this.spark = spark;
    this.title = title;
  }

  /// Runs the job, or what an interruption of the thread leaves of it, whose flag is then set.
  ///
  /// @return the results of the partitions that were done, in the order in which they ended
  /// @throws ExperimentException if Spark gave up
  <T> List<U> run(JavaRDD<T> partitions, Work<T, U> work) {
    int count = partitions.getNumPartitions();
    List<Object> numbers = IntStream.range(0, count).<Object>mapToObj(i -> i).toList();
    BlockingQueue<List<U>> parts = new LinkedBlockingQueue<>();
    List<U> results = new ArrayList<>();
    spark.context().setJobGroup(title, title, true);
    try {
      SimpleFutureAction<BoxedUnit> job =
          spark
              .context()
              .sc()
              .submitJob(
                  partitions.rdd(),
                  function(work),
                  CollectionConverters.asScala(numbers).toSeq(),
                  handler(parts),
                  (Function0<BoxedUnit>) () -> BoxedUnit.UNIT);
      if (await(job, count, parts, results) && job.value().get().isFailure() && !interrupted()) {
        throw failure(job.value().get().failed().get());
      }
    } finally {
      Uninterrupted.run(spark.context()::clearJobGroup);
    }
    parts.forEach(results::addAll);
    return List.copyOf(results);
  }

  private static <T, U> Function1<scala.collection.Iterator<T>, ArrayList<U>> function(
      Work<T, U> work) {
    return (Function1<scala.collection.Iterator<T>, ArrayList<U>> & Serializable)
        partition -> work.on(CollectionConverters.asJava(partition));
  }

  private static <U> Function2<Object, ArrayList<U>, BoxedUnit> handler(
      BlockingQueue<List<U>> parts) {
    return (_, part) -> {
      parts.add(part);
      return BoxedUnit.UNIT;
    };
  }

  /// A part counts as done once its results are here: Spark tells its listeners of a task earlier.
  ///
  /// @return whether the job came to its end; if not, it is cancelled
  private boolean await(
      SimpleFutureAction<?> job, int count, BlockingQueue<List<U>> parts, List<U> results) {
    Progress progress = Progress.start(title, count);
    int done = 0;
    try {
      while (!job.isCompleted()) {
        List<U> part = parts.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (part != null) {
          results.addAll(part);
          done++;
          progress.advance(1, Map.of());
        }
      }
      if (done < count && job.value().get().isSuccess()) {
        progress.finish(Map.of());
      }
      return true;
    } catch (InterruptedException e) {
      job.cancel();
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Whether the failure comes of Ctrl-C, at which Spark stops by itself, maybe before this thread
  /// is interrupted.
  static boolean interrupted() {
    try {
      Thread.sleep(GRACE_MILLIS);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  static ExperimentException failure(Throwable failure) {
    String message = Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
    return new ExperimentException(
        "Spark gave the job up (%s); see the logs of its executors."
            .formatted(message.lines().findFirst().orElse("")),
        failure);
  }
}
