package org.vaelab.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.junit.jupiter.api.Test;

class CellThreadTest {
  private static final MethodHandle ONE = MethodHandles.constant(Object.class, 1);
  private static final int PATIENCE_MS = 60_000;

  /// Somebody waits for its end, and for that of the next.
  @Test
  void workThatMemoryDoesNotSufficeToPrepareHasFailed() throws Throwable {
    CellThread thread = new CellThread(1);
    thread.start();
    CellThread.Task failed =
        thread.submit(
            () -> {
              throw new OutOfMemoryError("for a moment");
            },
            ONE);
    assertThat(failed.await(PATIENCE_MS)).isTrue();
    assertThatThrownBy(failed::result).isInstanceOf(OutOfMemoryError.class);
    CellThread.Task next = thread.submit(() -> {}, ONE);
    assertThat(next.await(PATIENCE_MS)).isTrue();
    assertThat(next.result()).isEqualTo(1);
    thread.abandon();
    thread.interrupt();
  }
}
