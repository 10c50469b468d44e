package org.vaelab.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import org.apache.spark.broadcast.Broadcast;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.pointwise.BlockOutcome;
import org.vaelab.experiment.pointwise.PointBlock;
import org.vaelab.experiment.pointwise.PointTask;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.TooLargeException;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;

/// What an executor gets once: a task, its model, and what runs its graphs.
record SharedTask<R extends Serializable>(PointTask<R> task, GraphExecutor executor)
    implements Serializable {

  /// What an executor answers: an outcome, or why no point can be computed. That is no failure of
  /// the Spark task, which would only be tried again.
  ///
  /// @param outcome null where there is a refusal
  /// @param refusal a sentence, or null
  record Reply<R extends Serializable>(BlockOutcome<R> outcome, String refusal)
      implements Serializable {

    /// @throws ExperimentException if the executor refused
    BlockOutcome<R> accepted() {
      if (refusal != null) {
        throw new ExperimentException(refusal);
      }
      return outcome;
    }
  }

  /// Computes a partition, on an executor.
  static <R extends Serializable> ArrayList<Reply<R>> compute(
      Broadcast<SharedTask<R>> shared, Iterator<PointBlock> blocks) {
    ArrayList<Reply<R>> replies = new ArrayList<>();
    SharedTask<R> here = shared.value();
    try (OpenTasks.Lease<PointTask.Opened<R>> lease =
        OpenTasks.take(shared.id(), () -> here.task.open(here.executor))) {
      while (blocks.hasNext()) {
        Interrupts.check();
        PointBlock block = blocks.next();
        replies.add(
            new Reply<>(Progress.muted(() -> BlockOutcome.of(lease.opened(), block)), null));
      }
      lease.succeeded();
    } catch (ExperimentException | TooLargeException e) {
      replies.add(new Reply<>(null, e.getMessage()));
    }
    return replies;
  }
}
