package org.vaelab.inference;

import java.util.List;
import java.util.function.LongConsumer;
import org.vaelab.data.Points;
import org.vaelab.parallel.Workers;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Inference for many data points, batch by batch: one after another, each on all threads, or,
/// where a batch takes many steps and there is one for every thread, as many at once as there are
/// threads. A batch is too small to be cut into many parts. What is found is the same to the bit.
///
/// @param phi of the points; overwritten by [#infer]
record Batches(
    InferenceStrategy strategy,
    Points points,
    PhiTable phi,
    NoiseSource<Purpose.LocalOptimisation> noise) {
  private static final int BATCH = 100;

  private int count() {
    return Math.ceilDiv(points.count(), BATCH);
  }

  /// How many sessions [#infer] can use.
  int sessions() {
    return strategy.innerLoop().isPresent() ? Workers.threadsFor(count()) : 1;
  }

  /// @param sessions of the same model and parameters, as many as [#sessions] says
  void infer(List<Session> sessions, String task) {
    Progress.start(task, points.count())
        .forEach(
            count(),
            sessions.size(),
            (thread, batch, done) -> infer(sessions.get(thread), batch, done));
  }

  private void infer(Session session, int number, LongConsumer done) {
    int from = BATCH * number;
    int to = Math.min(points.count(), from + BATCH);
    try (PhiTable batch = phi.copy(from, to)) {
      strategy.infer(session, points.slice(from, to), batch, noise);
      phi.put(from, batch);
    }
    done.accept(to - from);
  }
}
