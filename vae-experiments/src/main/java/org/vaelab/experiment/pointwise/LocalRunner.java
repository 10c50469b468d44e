package org.vaelab.experiment.pointwise;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.vaelab.data.Points;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.parallel.Workers;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;

/// Blocks in this process: several at once, each on a thread, where every thread has one; else one
/// after another, each on all threads.
public record LocalRunner(GraphExecutor executor) implements PointRunner {

  @Override
  public <R extends Serializable> Collected<R> compute(
      String title, PointTask<R> task, Points points) {
    List<PointBlock> blocks = PointBlock.of(points);
    List<BlockOutcome<R>> outcomes = Collections.synchronizedList(new ArrayList<>());
    List<PointTask.Opened<R>> opened = new ArrayList<>();
    try {
      int threads = Workers.threadsFor(blocks.size());
      while (opened.size() < threads) {
        opened.add(task.open(executor));
      }
      if (blocks.size() == 1) {
        outcomes.add(BlockOutcome.of(opened.getFirst(), blocks.getFirst()));
      } else {
        Progress.start(title, points.count())
            .forEach(
                blocks.size(),
                threads,
                (thread, i, done) -> {
                  Interrupts.check();
                  outcomes.add(BlockOutcome.of(opened.get(thread), blocks.get(i)));
                  done.accept(blocks.get(i).count());
                });
      }
    } catch (InterruptedTaskException e) {
      Thread.currentThread().interrupt();
    } finally {
      opened.forEach(PointTask.Opened::close);
    }
    return Collected.of(task, outcomes, points.count());
  }

  @Override
  public int tasks(int points, int ofOne) {
    return points > PointBlock.SIZE ? 1 : ofOne;
  }

  @Override
  public boolean local() {
    return true;
  }
}
