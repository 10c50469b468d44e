package org.vaelab.kernel.eval;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.vaelab.kernel.memory.Reserve;

/// The thread on which cells run, one cell after the other: ND4J keeps state per thread.
final class CellThread extends Thread {
  private final LinkedBlockingQueue<Task> work = new LinkedBlockingQueue<>();
  private volatile boolean stopping;
  private volatile boolean abandoned;
  private Optional<Object> kept = Optional.empty();

  /// A piece of work and its outcome, which is guarded by its monitor.
  static final class Task {
    private final Runnable preparation;
    private final MethodHandle code;
    private boolean done;
    private Object value;
    private Throwable failure;

    private Task(Runnable preparation, MethodHandle code) {
      this.preparation = preparation;
      this.code = code;
    }

    MethodHandle code() {
      return code;
    }

    private synchronized void finish(Object value, Throwable failure) {
      this.value = value;
      this.failure = failure;
      done = true;
      notifyAll();
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
    super(null, hiddenLoop(), "cells-" + number);
    setDaemon(true);
  }

  /// The JVM leaves frames of hidden classes out of stack traces: those of cells begin with the
  /// cell.
  private static Runnable hiddenLoop() {
    try (InputStream bytes = CellThread.class.getResourceAsStream("CellLoop.class")) {
      return (Runnable)
          MethodHandles.lookup()
              .defineHiddenClass(bytes.readAllBytes(), true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// @param preparation runs before the code, and fails for lack of memory alone
  /// @param code takes nothing and returns an object
  Task submit(Runnable preparation, MethodHandle code) {
    Task task = new Task(preparation, code);
    work.add(task);
    return task;
  }

  /// The next piece of work, prepared; empty when the thread is to end. Work that cannot be
  /// prepared, in a full heap, has failed: somebody waits for its end.
  Optional<Task> next() {
    while (!abandoned) {
      Task task = null;
      try {
        task = work.take();
        Thread.interrupted(); // A stop that came too late for the work before.
        kept = Optional.empty();
        task.preparation.run();
        return Optional.of(task);
      } catch (InterruptedException e) {
        // A stop that came between two pieces of work.
      } catch (OutOfMemoryError e) {
        if (task != null) {
          finish(task, null, e);
        }
      }
    }
    return Optional.empty();
  }

  /// Ends a piece of work. A value that was kept meanwhile is its result.
  void finish(Task task, Object value, Throwable failure) {
    Object result = kept.orElse(value);
    kept = Optional.empty();
    try {
      Reserve.releaseAfter(failure);
    } catch (OutOfMemoryError e) {
      // The class itself cannot be loaded; the cell ends all the same.
    } finally {
      task.finish(result, failure);
    }
  }

  /// Keeps a value as the result of the work in progress.
  void keep(Optional<Object> value) {
    kept = value;
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
