package org.vaelab.parallel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A fixed set of threads that work on one job at a time. A thread that waits spins for a moment
/// and then parks, as the jobs of a plan follow one another within microseconds.
public final class Workers {
  private static final int SPINS = 4000;
  // Below it, waking the other threads costs more than they save.
  private static final int COUNT_FOR_THREADS = 4096;
  private static final Workers SHARED = new Workers(threads());

  private final Helper[] helpers;
  private final AtomicBoolean busy = new AtomicBoolean();

  /// Work that is split into parts which may run at once.
  @FunctionalInterface
  public interface Job {
    /// @param part 0 to parts − 1
    void run(int part, int parts);
  }

  /// Work on a range of rows.
  @FunctionalInterface
  public interface Rows {
    /// @param to the row after the last
    void run(int from, int to);
  }

  private Workers(int threads) {
    helpers = new Helper[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
      helpers[i].start();
    }
  }

  /// The threads of this process: as many as OMP_NUM_THREADS says, else one per processor.
  public static Workers shared() {
    return SHARED;
  }

  private static int threads() {
    String limit = System.getenv("OMP_NUM_THREADS");
    int processors = Runtime.getRuntime().availableProcessors();
    return limit != null && limit.matches("[1-9][0-9]{0,3}")
        ? Math.min(Integer.parseInt(limit), processors)
        : processors;
  }

  public int count() {
    return helpers.length + 1;
  }

  /// Takes all threads for this caller until [#release].
  ///
  /// @return whether they were free; if not, the caller must do its work in one part
  public boolean acquire() {
    return busy.compareAndSet(false, true);
  }

  public void release() {
    busy.set(false);
  }

  /// Runs the job in [#count] parts, the first of them on this thread, and waits for all. Only for
  /// the caller that acquired the threads. What a part throws reaches the caller as it is.
  public void run(Job job) {
    int parts = count();
    for (Helper helper : helpers) {
      helper.offer(job, parts);
    }
    try {
      job.run(0, parts);
    } finally {
      for (Helper helper : helpers) {
        helper.await();
      }
    }
    for (Helper helper : helpers) {
      helper.rethrow();
    }
  }

  /// Works on rows that do not depend on one another, on all threads if they are free and the rows
  /// are worth it.
  ///
  /// @param width values of a row
  public static void forRows(int rows, int width, Rows work) {
    if ((long) rows * width < COUNT_FOR_THREADS || !SHARED.acquire()) {
      work.run(0, rows);
      return;
    }
    try {
      SHARED.run(
          (part, parts) ->
              work.run(
                  (int) ((long) rows * part / parts), (int) ((long) rows * (part + 1) / parts)));
    } finally {
      SHARED.release();
    }
  }

  /// One of several pieces of work.
  @FunctionalInterface
  public interface Piece {
    /// @param thread 0, the caller's, or another below the number of threads
    void run(int thread, int piece);
  }

  /// How many threads [#forEach] should use: all, each with work within pieces on itself alone,
  /// where every one has a piece; else the caller's, with all threads for the work within a piece.
  public static int threadsFor(int pieces) {
    return pieces >= SHARED.count() ? SHARED.count() : 1;
  }

  /// Does each piece once. A thread takes one after another; after a failure each ends the piece
  /// that it has. If the threads are not free, the caller's does all.
  ///
  /// @param threads 1, or [#threadsFor] the pieces
  public static void forEach(int pieces, int threads, Piece work) {
    AtomicInteger next = new AtomicInteger();
    if (threads == 1 || !SHARED.acquire()) {
      takeTurns(0, next, pieces, work);
      return;
    }
    try {
      SHARED.run((part, _) -> takeTurns(part, next, pieces, work));
    } finally {
      SHARED.release();
    }
  }

  private static void takeTurns(int thread, AtomicInteger next, int pieces, Piece work) {
    try {
      for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
        work.run(thread, i);
      }
    } catch (RuntimeException | Error e) {
      next.set(pieces);
      throw e;
    }
  }

  private static final class Helper extends Thread {
    private final int part;
    private volatile Job job;
    private volatile boolean parked;
    private int parts;
    private Throwable failure;

    Helper(int part) {
      super("vaelab-worker-" + part);
      this.part = part;
      setDaemon(true);
    }

    void offer(Job offered, int count) {
      parts = count;
      failure = null;
      job = offered;
      if (parked) {
        LockSupport.unpark(this);
      }
    }

    void await() {
      for (int spin = 0; job != null; spin++) {
        if (spin < SPINS) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
    }

    void rethrow() {
      switch (failure) {
        case null -> {}
        case Error e -> throw e;
        case RuntimeException e -> throw e;
        default -> throw new IllegalStateException("A part of a parallel job failed.", failure);
      }
    }

    @Override
    public void run() {
      int spin = 0;
      while (true) {
        Job taken = job;
        if (taken != null) {
          try {
            taken.run(part, parts);
          } catch (Throwable e) {
            failure = e;
          }
          job = null;
          spin = 0;
        } else if (++spin < SPINS) {
          Thread.onSpinWait();
        } else {
          parked = true;
          if (job == null) {
            LockSupport.park(this);
          }
          parked = false;
          spin = 0;
        }
      }
    }
  }
}
