package org.vaelab.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.vaelab.experiment.pointwise.PointTask;
import org.vaelab.nativemath.NativeBackend;

/// The sessions of an executor: as many as its threads use at once, each with compiled plans and
/// native memory, kept from one Spark task to the next. Those of an earlier job are closed.
final class OpenTasks {
  private static final Deque<PointTask.Opened<?>> IDLE = new ArrayDeque<>();
  private static long current = -1;
  private static int made;

  private OpenTasks() {}

  /// A session in use.
  static final class Lease<R> implements AutoCloseable {
    private final long job;
    private final PointTask.Opened<R> opened;
    private boolean succeeded;

    private Lease(long job, PointTask.Opened<R> opened) {
      this.job = job;
      this.opened = opened;
    }

    PointTask.Opened<R> opened() {
      return opened;
    }

    /// Only what came to a good end is used again.
    void succeeded() {
      succeeded = true;
    }

    @Override
    public void close() {
      synchronized (OpenTasks.class) {
        if (succeeded && job == current) {
          IDLE.push(opened);
          return;
        }
      }
      opened.close();
    }
  }

  /// Takes an idle session of a job, or makes one: one after the other, as ND4J starts.
  static synchronized <R> Lease<R> take(long job, Supplier<PointTask.Opened<R>> open) {
    if (job != current) {
      closeIdle();
      current = job;
    }
    if (IDLE.isEmpty()) {
      NativeBackend.select();
      made++;
      return new Lease<>(job, open.get());
    }
    @SuppressWarnings("unchecked") // All idle ones are of the current job.
    PointTask.Opened<R> idle = (PointTask.Opened<R>) IDLE.pop();
    return new Lease<>(job, idle);
  }

  /// Frees what no task uses.
  static synchronized void closeIdle() {
    IDLE.forEach(PointTask.Opened::close);
    IDLE.clear();
    current = -1;
  }

  /// How many sessions this process has made.
  static synchronized int made() {
    return made;
  }
}
