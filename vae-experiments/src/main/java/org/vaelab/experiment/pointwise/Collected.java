package org.vaelab.experiment.pointwise;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.progress.InterruptedTaskException;

/// What came of a choice of points: of all, or of those that were done when it was interrupted.
///
/// @param value results of the points that could be computed, in the order of the choice; none if
///     there are no such points
/// @param failed the points that could not
/// @param missing how many have not been tried
public record Collected<R>(Optional<R> value, List<FailedPoint> failed, int missing) {

  /// @param outcomes of blocks, in any order
  /// @param points how many were chosen
  public static <R extends Serializable> Collected<R> of(
      PointTask<R> task, List<BlockOutcome<R>> outcomes, int points) {
    List<BlockOutcome<R>> ordered =
        outcomes.stream().sorted(Comparator.comparingInt(BlockOutcome::from)).toList();
    List<R> parts = ordered.stream().flatMap(outcome -> outcome.parts().stream()).toList();
    return new Collected<>(
        parts.isEmpty() ? Optional.empty() : Optional.of(task.join(parts)),
        ordered.stream().flatMap(outcome -> outcome.failed().stream()).toList(),
        points - ordered.stream().mapToInt(BlockOutcome::count).sum());
  }

  /// The results of all points.
  ///
  /// @throws InterruptedTaskException if it was interrupted
  /// @throws ExperimentException if a point failed
  public R all() {
    requireComplete();
    if (!failed.isEmpty()) {
      throw new ExperimentException(failure());
    }
    return value.orElseThrow();
  }

  /// @throws InterruptedTaskException if it was interrupted
  public void requireComplete() {
    if (missing > 0) {
      throw new InterruptedTaskException();
    }
  }

  /// Names the points that failed, the first with its reason.
  public String failure() {
    FailedPoint first = failed.getFirst();
    return "Image %d cannot be computed (%s)%s"
        .formatted(
            first.id(),
            first.reason().replaceAll("[.]$", ""),
            failed.size() == 1 ? "." : "; nor can %s.".formatted(others()));
  }

  private String others() {
    int most = 10;
    String named =
        String.join(
            ", ",
            failed.stream().skip(1).limit(most).map(point -> String.valueOf(point.id())).toList());
    return failed.size() <= most + 1
        ? named
        : "%s and %,d more".formatted(named, failed.size() - 1 - most);
  }
}
