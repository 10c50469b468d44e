package org.vaelab.progress;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.vaelab.parallel.Workers;

/// One task's reports to a listener.
///
/// The toolkit does not know what shows its progress: a host (command line, notebook kernel)
/// installs its listener once with [#install], and every long call reports there.
public final class Progress {
  private static volatile ProgressListener listener = event -> {};

  private static final ThreadLocal<Boolean> MUTED = ThreadLocal.withInitial(() -> false);

  private final String task;
  private final long total;
  private final long resumedFrom;
  private final long startNanos = System.nanoTime();
  private final Pace pace = new Pace();
  private long done;

  private Progress(String task, long total, long resumedFrom) {
    this.task = task;
    this.total = total;
    this.resumedFrom = resumedFrom;
    this.done = resumedFrom;
  }

  /// Makes `newListener` the one that all tasks report to, and returns the one before.
  public static ProgressListener install(ProgressListener newListener) {
    ProgressListener before = listener;
    listener = newListener;
    return before;
  }

  /// Runs an action whose tasks are part of a larger one and report nothing by themselves.
  public static <T> T muted(Supplier<T> action) {
    return muted(true, action);
  }

  private static <T> T muted(boolean muted, Supplier<T> action) {
    boolean before = MUTED.get();
    MUTED.set(muted);
    try {
      return action.get();
    } finally {
      MUTED.set(before);
    }
  }

  /// Starts a task of `total` units.
  public static Progress start(String task, long total) {
    return resume(task, total, 0);
  }

  /// Starts a task of which `resumedFrom` units were done by an earlier run.
  public static Progress resume(String task, long total, long resumedFrom) {
    Progress progress = new Progress(task, total, resumedFrom);
    progress.report(Map.of());
    return progress;
  }

  /// Reports that `units` more are done, with figures to show beside the bar.
  public void advance(long units, Map<String, Double> figures) {
    done = Math.min(total, done + units);
    pace.advance(done, System.nanoTime());
    report(figures);
  }

  /// Does one unit of work, whose own tasks report nothing.
  public <T> T step(Supplier<T> action) {
    T value = muted(action);
    advance(1, Map.of());
    return value;
  }

  /// A piece of a task's work.
  @FunctionalInterface
  public interface Piece {
    /// @param thread that does it, 0 for the caller's
    /// @param done takes how many units more of the task are done
    void run(int thread, int piece, LongConsumer done);
  }

  /// Does pieces of work, whose own tasks report nothing, as [Workers#forEach] does. The caller's
  /// thread reports what all have done.
  public void forEach(int pieces, int threads, Piece work) {
    boolean silent = MUTED.get();
    AtomicLong unreported = new AtomicLong();
    Workers.forEach(
        pieces,
        threads,
        (thread, piece) ->
            muted(
                () -> {
                  work.run(thread, piece, units -> done(thread, units, unreported, silent));
                  return null;
                }));
    if (unreported.get() > 0) {
      advance(unreported.get(), Map.of());
    }
  }

  private void done(int thread, long units, AtomicLong unreported, boolean silent) {
    unreported.addAndGet(units);
    if (thread == 0) {
      muted(
          silent,
          () -> {
            advance(unreported.getAndSet(0), Map.of());
            return null;
          });
    }
  }

  /// Reports the end of a task that needed fewer units than announced (early stopping).
  public void finish(Map<String, Double> figures) {
    done = total;
    report(figures);
  }

  static void stageEnded() {
    if (!MUTED.get()) {
      listener.onStageEnd();
    }
  }

  private double fraction(long units) {
    return total == 0 ? 1 : (double) units / total;
  }

  private void report(Map<String, Double> figures) {
    if (MUTED.get()) {
      return;
    }
    long now = System.nanoTime();
    listener.onProgress(
        new ProgressEvent(
            task,
            done,
            total,
            Duration.ofNanos(now - startNanos),
            resumedFrom,
            pace.remaining(done, total, now),
            Stages.report(task, fraction(done), fraction(resumedFrom), now),
            new LinkedHashMap<>(figures)));
  }
}
