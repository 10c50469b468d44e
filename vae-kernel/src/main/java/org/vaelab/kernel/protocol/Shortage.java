package org.vaelab.kernel.protocol;

import org.vaelab.kernel.memory.Reserve;
import zmq.Msg;
import zmq.ZMQ;

/// Work that must not be lost for lack of memory. A full heap is a matter of moments, since the
/// cell that filled it fails.
public final class Shortage {
  private static final long RETRY_MS = 100;
  private static final int TRIES = 100;

  private Shortage() {}

  /// Work that may fail for other reasons as well.
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /// Does work that leaves nothing behind when it fails, again if need be.
  public static <T, E extends Exception> T retry(Work<T, E> work) throws E {
    for (int i = 1; i < TRIES; i++) {
      try {
        return work.run();
      } catch (OutOfMemoryError e) {
        Reserve.releaseAfter(e);
        pause();
      }
    }
    return work.run();
  }

  /// Room for a message that arrives. A decoder that fails halfway would lose the message.
  static Msg room(int bytes) {
    return retry(() -> ZMQ.DEFAULT_MSG_ALLOCATOR.allocate(bytes));
  }

  /// A loop that is entered again after an error.
  static Runnable outliving(Runnable loop) {
    return () -> {
      while (true) {
        try {
          loop.run();
          return;
        } catch (Error e) {
          Endless.recover("The socket library goes on after a failure.", e);
        }
      }
    };
  }

  static void pause() {
    try {
      Thread.sleep(RETRY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
