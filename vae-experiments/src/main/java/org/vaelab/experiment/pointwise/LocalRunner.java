package org.vaelab.experiment.pointwise;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vaelab.data.Points;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;

/// One block after another in this process, each on all its threads.
public record LocalRunner(GraphExecutor executor) implements PointRunner {

  @Override
  public <R extends Serializable> Collected<R> compute(
      String title, PointTask<R> task, Points points) {
    List<PointBlock> blocks = PointBlock.of(points);
    List<BlockOutcome<R>> outcomes = new ArrayList<>();
    try (PointTask.Opened<R> opened = task.open(executor)) {
      if (blocks.size() == 1) {
        outcomes.add(BlockOutcome.of(opened, blocks.getFirst()));
      } else {
        Progress progress = Progress.start(title, points.count());
        for (PointBlock block : blocks) {
          Interrupts.check();
          outcomes.add(Progress.muted(() -> BlockOutcome.of(opened, block)));
          progress.advance(block.count(), Map.of());
        }
      }
    } catch (InterruptedTaskException e) {
      Thread.currentThread().interrupt();
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
