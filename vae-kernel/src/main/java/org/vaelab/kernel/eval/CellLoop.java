package org.vaelab.kernel.eval;

import java.util.Optional;

/// What the cell thread does. It is run as a hidden class.
final class CellLoop implements Runnable {
  @Override
  public void run() {
    CellThread thread = (CellThread) Thread.currentThread();
    Optional<CellThread.Task> next;
    while ((next = thread.next()).isPresent()) {
      CellThread.Task task = next.get();
      Object value = null;
      Throwable failure = null;
      try {
        value = (Object) task.code().invokeExact();
      } catch (Throwable t) {
        failure = t;
      }
      thread.finish(task, value, failure);
    }
  }
}
