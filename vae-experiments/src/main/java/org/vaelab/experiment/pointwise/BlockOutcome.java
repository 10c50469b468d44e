package org.vaelab.experiment.pointwise;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.graph.TooLargeException;
import org.vaelab.progress.InterruptedTaskException;

/// What came of a block.
///
/// @param from position of the block's first point among all chosen points
/// @param count of the block's points
/// @param parts results of those that could be computed, in order
/// @param failed the others
public record BlockOutcome<R extends Serializable>(
    int from, int count, List<R> parts, List<FailedPoint> failed) implements Serializable {

  /// Computes a block. Where that fails it is halved, until the points that fail are alone: they
  /// cost a few repetitions, and the others keep their results.
  ///
  /// @throws ExperimentException if the failure is none of single points
  public static <R extends Serializable> BlockOutcome<R> of(
      PointTask.Opened<R> task, PointBlock block) {
    List<R> parts = new ArrayList<>();
    List<FailedPoint> failed = new ArrayList<>();
    compute(task, block, parts, failed);
    return new BlockOutcome<>(block.from(), block.count(), parts, failed);
  }

  private static <R extends Serializable> void compute(
      PointTask.Opened<R> task, PointBlock block, List<R> parts, List<FailedPoint> failed) {
    try {
      parts.add(task.compute(block));
    } catch (InterruptedTaskException | ExperimentException | TooLargeException e) {
      throw e;
    } catch (RuntimeException e) {
      int count = block.count();
      if (count == 1) {
        failed.add(new FailedPoint(block.ids()[0], reason(e)));
      } else {
        compute(task, block.part(0, count / 2), parts, failed);
        compute(task, block.part(count / 2, count), parts, failed);
      }
    }
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
