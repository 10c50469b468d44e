package org.vaelab.kernel.eval;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.vaelab.kernel.output.Cell;

/// Runs code of the user on the cell thread and stops it when asked.
///
/// A stop interrupts the thread and makes every [StopCheck] on it throw. Code that heeds neither
/// (a loop inside a library) is abandoned: it keeps its thread, and the next cell gets a new one.
public final class CellRunner {
  static final long GRACE_MS = 1800;
  private static final long REPEAT_MS = 600;
  private static final MethodHandle CALL = handleOfCall();

  private Cell cell;
  private CellThread thread;
  private int threads;
  private int abandonedThreads;
  private boolean running;
  private boolean stopRequested;
  private long stopNanos;
  private long nextReminderMs;
  private CellThread.Task task;
  private long runNanos;

  /// Makes a cell the owner of what runs next, and forgets a stop that was meant for an earlier
  /// one.
  public synchronized void beginCell(Cell cell) {
    this.cell = cell;
    running = true;
    stopRequested = false;
    if (thread != null) {
      thread.setStopping(false);
    }
    if (abandonedThreads == 0) {
      StopCheck.disarm();
    }
  }

  public synchronized void endCell() {
    running = false;
  }

  /// Whether the running cell was asked to stop.
  public synchronized boolean stopRequested() {
    return stopRequested;
  }

  /// How long code of the user has run in all; what remains of a cell's time is the compiler's.
  public synchronized long runNanos() {
    return runNanos;
  }

  /// Lets go of the classes of cells, and so of what their static fields hold.
  synchronized void forgetClasses() {
    if (thread != null) {
      thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    }
  }

  /// Asks the running cell to stop; does nothing between cells. May be called from any thread.
  public synchronized void requestStop() {
    if (!running || stopRequested) {
      return;
    }
    stopRequested = true;
    stopNanos = System.nanoTime();
    nextReminderMs = REPEAT_MS;
    if (task != null) {
      StopCheck.arm();
      thread.setStopping(true);
      thread.interrupt();
    }
  }

  /// Runs code and waits for it.
  ///
  /// @return what it returned
  /// @throws CellStopped if the cell was asked to stop before the code began, or if the code had to
  ///     be abandoned
  /// @throws AbandonedException if the code did not stop in time
  /// @throws Throwable what the code threw
  public Object call(Callable<?> code) throws Throwable {
    return call(() -> {}, CALL.bindTo(code));
  }

  private static MethodHandle handleOfCall() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Callable.class, "call", MethodType.methodType(Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The same for code without a trace of its caller.
  ///
  /// @param preparation runs before it, on the same thread
  /// @param code takes nothing and returns an object
  Object call(Runnable preparation, MethodHandle code) throws Throwable {
    HeapWatch.begin();
    CellThread.Task current;
    synchronized (this) {
      if (stopRequested) {
        throw new CellStopped();
      }
      if (thread == null) {
        thread = new CellThread(++threads);
        thread.start();
      }
      Cell owner = cell;
      current =
          thread.submit(
              () -> {
                owner.adoptCurrentThread();
                preparation.run();
              },
              code);
      task = current;
    }
    long start = System.nanoTime();
    try {
      while (!current.await(waitingTime())) {
        giveUpIfOverdue();
      }
    } finally {
      synchronized (this) {
        runNanos += System.nanoTime() - start;
        task = null;
      }
    }
    return current.result();
  }

  private synchronized long waitingTime() {
    // Without a stop the wait still ends now and then: a stop does not wake the task's monitor.
    return stopRequested ? 20 : 50;
  }

  private synchronized void giveUpIfOverdue() throws AbandonedException {
    if (!stopRequested) {
      return;
    }
    long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - stopNanos);
    if (waited >= GRACE_MS) {
      abandonedThreads++;
      AbandonedException abandoned = new AbandonedException(thread.getStackTrace());
      thread.abandon();
      thread = null;
      throw abandoned;
    }
    if (waited >= nextReminderMs) { // For code that swallowed the first interrupt.
      nextReminderMs += REPEAT_MS;
      thread.interrupt();
    }
  }

  /// Code that heeded no stop goes on in the background.
  public static final class AbandonedException extends Exception {
    AbandonedException(StackTraceElement[] where) {
      super("The cell did not stop in time.");
      setStackTrace(where);
    }
  }
}
