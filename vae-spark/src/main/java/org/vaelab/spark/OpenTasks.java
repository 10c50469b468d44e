package org.vaelab.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.vaelab.nativemath.NativeBackend;

/// The sessions of an executor: as many as its threads use at once, each with compiled plans and
/// native memory, kept from one Spark task to the next. Those of an earlier job are closed.
final class OpenTasks {
  private static final Deque<AutoCloseable> IDLE = new ArrayDeque<>();
  private static long current = -1;
  private static int made;

  private OpenTasks() {}

  /// A session in use.
  static final class Lease<S extends AutoCloseable> implements AutoCloseable {
    private final long job;
    private final S opened;
    private boolean succeeded;

    private Lease(long job, S opened) {
      this.job = job;
      this.opened = opened;
    }

    S opened() {
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
      OpenTasks.close(opened);
    }
  }

  /// Takes an idle session of a job, or makes one: one after the other, as ND4J starts.
  static synchronized <S extends AutoCloseable> Lease<S> take(long job, Supplier<S> open) {
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
    S idle = (S) IDLE.pop();
    return new Lease<>(job, idle);
  }

  /// Frees what no task uses.
  static synchronized void closeIdle() {
    IDLE.forEach(OpenTasks::close);
    IDLE.clear();
    current = -1;
  }

  private static void close(AutoCloseable session) {
    try {
      session.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("A session could not be closed.", e);
    }
  }

  /// How many sessions this process has made.
  static synchronized int made() {
    return made;
  }
}
