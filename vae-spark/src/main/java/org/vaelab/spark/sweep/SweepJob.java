package org.vaelab.spark.sweep;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.vaelab.progress.InterruptedTaskException;
import scala.Function0;
import scala.Function1;
import scala.Function2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/// Runs cells as the tasks of a Spark job, a cell a task, and hands over each as soon as it ends.
final class SweepJob {
  private static final long POLL_MILLIS = 100;
  private static final long GRACE_MILLIS = 500;

  /// What a task does.
  private interface Task extends Function1<Iterator<CellTask>, CellOutcome>, Serializable {}

  private SweepJob() {}

  /// @param ended is told of each cell on this thread; cells of an executor that is lost are run
  ///     again on another
  /// @throws InterruptedTaskException if this thread is interrupted; the job is cancelled then, and
  ///     what ended before was handed over
  /// @throws SparkException if the job ends before its cells, such as when no
  ///     executor is left
  static void run(JavaSparkContext spark, List<CellTask> cells, Consumer<CellOutcome> ended)
      throws SparkException {
    // Cancelling interrupts the tasks.
    spark.setJobGroup("sweep", "%d cells of a sweep".formatted(cells.size()), true);
    RDD<CellTask> tasks = spark.parallelize(cells, cells.size()).rdd();
    List<Object> partitions = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      partitions.add(i);
    }
    BlockingQueue<CellOutcome> outcomes = new LinkedBlockingQueue<>();
    Task task = iterator -> iterator.next().run();
    Function2<Object, CellOutcome, BoxedUnit> handler =
        (_, outcome) -> {
          outcomes.add(outcome);
          return BoxedUnit.UNIT;
        };
    Function0<BoxedUnit> end = () -> BoxedUnit.UNIT;
    SimpleFutureAction<BoxedUnit> job =
        spark
            .sc()
            .submitJob(tasks, task, CollectionConverters.asScala(partitions).toSeq(), handler, end);
    try {
      int left = cells.size();
      while (left > 0) {
        CellOutcome outcome = outcomes.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (outcome != null) {
          ended.accept(outcome);
          left--;
        } else if (job.isCompleted() && outcomes.isEmpty()) {
          // At Ctrl-C Spark stops by itself, maybe before this thread is interrupted.
          Thread.sleep(GRACE_MILLIS);
          job.value().get().get(); // Throws what ended it.
        }
      }
    } catch (InterruptedException e) {
      job.cancel();
      outcomes.forEach(ended);
      Thread.currentThread().interrupt();
      throw new InterruptedTaskException();
    } finally {
      job.cancel();
      spark.clearJobGroup();
    }
  }
}
