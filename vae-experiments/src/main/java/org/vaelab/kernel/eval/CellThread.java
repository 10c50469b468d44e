package org.vaelab.kernel.eval;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.vaelab.kernel.memory.Reserve;

/// The thread on which cells run, one cell after the other: ND4J keeps state per thread.
final class CellThread extends Thread {
  private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private volatile boolean stopping;
  private volatile boolean abandoned;
  private Optional<Object> kept = Optional.empty();

  /// The outcome of one piece of work, guarded by its own monitor.
  static final class Task {
    private boolean done;
    private Object value;
    private Throwable failure;

    private synchronized void finish(Object value, Throwable failure) {
      this.value = value;
      this.failure = failure;
      done = true;
      notifyAll();
    }

    synchronized boolean done() {
      return done;
    }

    synchronized boolean await(long milliseconds) throws InterruptedException {
      if (!done) {
        wait(milliseconds);
      }
      return done;
    }

    synchronized Object result() throws Throwable {
      if (failure != null) {
        throw failure;
      }
      return value;
    }
  }

  CellThread(int number) {
    super("cells-" + number);
    setDaemon(true);
  }

  Task submit(Callable<?> callable) {
    Task task = new Task();
    work.add(() -> perform(callable, task));
    return task;
  }

  private void perform(Callable<?> callable, Task task) {
    Thread.interrupted(); // A stop that came too late for the work before.
    Object value = null;
    Throwable failure = null;
    try {
      value = callable.call();
    } catch (Throwable t) {
      failure = t;
      Reserve.releaseAfter(t);
    } finally {
      task.finish(value, failure);
    }
  }

  @Override
  public void run() {
    while (!abandoned) {
      try {
        work.take().run();
      } catch (InterruptedException | OutOfMemoryError e) {
        // A stop that came between two pieces of work, or a heap that is full for a moment.
      }
    }
  }

  /// Keeps a value until [#take].
  void keep(Optional<Object> value) {
    kept = value;
  }

  /// The value that was kept, for the last time.
  Optional<Object> take() {
    Optional<Object> value = kept;
    kept = Optional.empty();
    return value;
  }

  boolean stopping() {
    return stopping;
  }

  void setStopping(boolean stopping) {
    this.stopping = stopping;
  }

  /// Lets the thread end when what it runs ends, if it ever does.
  void abandon() {
    abandoned = true;
  }
}
