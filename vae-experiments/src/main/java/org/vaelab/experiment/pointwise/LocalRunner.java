package org.vaelab.experiment.pointwise;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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
        compute(Progress.start(title, points.count()), opened, blocks, outcomes);
      }
    } catch (InterruptedTaskException e) {
      Thread.currentThread().interrupt();
    } finally {
      opened.forEach(PointTask.Opened::close);
    }
    return Collected.of(task, outcomes, points.count());
  }

  /// @param opened one for each thread
  private static <R extends Serializable> void compute(
      Progress progress,
      List<PointTask.Opened<R>> opened,
      List<PointBlock> blocks,
      List<BlockOutcome<R>> outcomes) {
    AtomicInteger done = new AtomicInteger();
    Workers.forEach(
        blocks.size(),
        opened.size(),
        (thread, i) -> {
          Interrupts.check();
          PointBlock block = blocks.get(i);
          outcomes.add(Progress.muted(() -> BlockOutcome.of(opened.get(thread), block)));
          done.addAndGet(block.count());
          if (thread == 0) {
            progress.advance(done.getAndSet(0), Map.of());
          }
        });
    if (done.get() > 0) {
      progress.advance(done.get(), Map.of());
    }
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
