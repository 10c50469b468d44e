package org.vaelab.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndlessTest {
  private static final int STEPS = 3;

  /// A failure that cannot even be looked at, as a class that a full heap kept from being loaded.
  private static final class Unreadable extends LinkageError {
    @Override
    public synchronized Throwable getCause() {
      throw new NoClassDefFoundError("no room for it");
    }
  }

  static List<Supplier<Throwable>> failures() {
    return List.of(
        OutOfMemoryError::new, Unreadable::new, StackOverflowError::new, IOException::new);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void goesOnAfterAnyFailure(Supplier<Throwable> failure) throws InterruptedException {
    CountDownLatch steps = new CountDownLatch(STEPS);
    Thread.ofPlatform()
        .daemon()
        .start(
            () ->
                Endless.repeat(
                    "A step of a test failed, as it must.",
                    () -> {
                      steps.countDown();
                      if (steps.getCount() == 0) {
                        Thread.sleep(Long.MAX_VALUE);
                      }
                      EndlessTest.<RuntimeException>raise(failure.get());
                    }));
    assertThat(steps.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void raise(Throwable failure) throws E {
    throw (E) failure;
  }
}
