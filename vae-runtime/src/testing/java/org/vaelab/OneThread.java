package org.vaelab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import org.vaelab.parallel.Workers;

/// While the worker threads are taken, whoever works does it on its own thread.
public final class OneThread {
  private OneThread() {}

  /// What the work gives when no other thread takes part.
  public static <T> T alone(Supplier<T> work) {
    assertThat(Workers.shared().acquire()).as("the threads are free").isTrue();
    try {
      return work.get();
    } finally {
      Workers.shared().release();
    }
  }
}
