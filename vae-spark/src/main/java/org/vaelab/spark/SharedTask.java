package org.vaelab.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import org.apache.spark.broadcast.Broadcast;
import org.vaelab.experiment.pointwise.BlockOutcome;
import org.vaelab.experiment.pointwise.PointBlock;
import org.vaelab.experiment.pointwise.PointTask;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;

/// What an executor gets once: a task, its model, and what runs its graphs.
record SharedTask<R extends Serializable>(PointTask<R> task, GraphExecutor executor)
    implements Serializable {

  /// Computes a partition, on an executor.
  static <R extends Serializable> ArrayList<BlockOutcome<R>> compute(
      Broadcast<SharedTask<R>> shared, Iterator<PointBlock> blocks) {
    ArrayList<BlockOutcome<R>> outcomes = new ArrayList<>();
    SharedTask<R> here = shared.value();
    try (OpenTasks.Lease<R> lease =
        OpenTasks.take(shared.id(), () -> here.task.open(here.executor))) {
      while (blocks.hasNext()) {
        Interrupts.check();
        PointBlock block = blocks.next();
        outcomes.add(Progress.muted(() -> BlockOutcome.of(lease.opened(), block)));
      }
      lease.succeeded();
    }
    return outcomes;
  }
}
