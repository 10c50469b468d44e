package org.vaelab.inference;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.vaelab.data.Points;
import org.vaelab.parallel.Workers;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Inference for many data points, batch by batch: one after another, each on all threads, or,
/// where a batch takes many steps and there is one for every thread, as many at once as there are
/// threads. A batch is too small to be cut into many parts. What is found is the same to the bit.
final class Batches {
  private static final int BATCH = 100;

  private final InferenceStrategy strategy;
  private final Points points;
  private final PhiTable phi;
  private final NoiseSource<Purpose.LocalOptimisation> noise;
  private final Progress progress;
  private final int count;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private int reported;

  /// @param phi of the points; overwritten by [#infer]
  Batches(
      InferenceStrategy strategy,
      Points points,
      PhiTable phi,
      NoiseSource<Purpose.LocalOptimisation> noise,
      Progress progress) {
    this.strategy = strategy;
    this.points = points;
    this.phi = phi;
    this.noise = noise;
    this.progress = progress;
    count = Math.ceilDiv(points.count(), BATCH);
  }

  /// How many sessions [#infer] can use.
  int sessions() {
    int threads = Workers.shared().count();
    return strategy.innerLoop().isPresent() && count >= threads ? threads : 1;
  }

  /// @param sessions of the same model and parameters, one or [#sessions]
  void infer(List<Session> sessions) {
    Workers workers = Workers.shared();
    if (sessions.size() == 1 || !workers.acquire()) {
      run(sessions.getFirst(), true);
      return;
    }
    try {
      workers.run(
          (part, parts) -> {
            if (part == 0) {
              run(sessions.getFirst(), true);
            } else {
              Progress.muted(
                  () -> {
                    run(sessions.get(part), false);
                    return null;
                  });
            }
          });
    } finally {
      workers.release();
    }
    report();
  }

  /// Takes one batch after another as long as there are any.
  private void run(Session session, boolean reports) {
    try {
      for (int batch = next.getAndIncrement(); batch < count; batch = next.getAndIncrement()) {
        infer(session, BATCH * batch, Math.min(points.count(), BATCH * (batch + 1)));
        if (reports) {
          report();
        }
      }
    } catch (RuntimeException | Error e) {
      next.set(count); // The other threads stop after the batch that they have.
      throw e;
    }
  }

  private void infer(Session session, int from, int to) {
    try (PhiTable batch = phi.copy(from, to)) {
      strategy.infer(session, points.slice(from, to), batch, noise);
      phi.put(from, batch);
    }
    done.addAndGet(to - from);
  }

  private void report() {
    int now = done.get();
    if (now > reported) {
      progress.advance(now - reported, Map.of());
      reported = now;
    }
  }
}
