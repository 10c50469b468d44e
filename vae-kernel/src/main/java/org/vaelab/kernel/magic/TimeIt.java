package org.vaelab.kernel.magic;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;

/// `%timeit`: runs code until a second has passed, at least three and at most 100,000 times.
public final class TimeIt {
  private static final long BUDGET_NANOS = 1_000_000_000;
  private static final int FEWEST = 3;
  private static final int MOST = 100_000;

  private TimeIt() {}

  /// Code without a value.
  @FunctionalInterface
  public interface Statements {
    void run() throws Exception;
  }

  /// Measures code with a value. Public because the cell that measures calls it.
  public static void measure(Callable<?> code) throws Exception {
    long[] times = new long[MOST];
    int runs = 0;
    long start = System.nanoTime();
    while (runs < FEWEST || (runs < MOST && System.nanoTime() - start < BUDGET_NANOS)) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long before = System.nanoTime();
      code.call();
      times[runs++] = System.nanoTime() - before;
    }
    times = Arrays.copyOf(times, runs);
    Arrays.sort(times);
    System.out.println(
        "Median %s, fastest %s, slowest %s (%,d runs)"
            .formatted(text(times[runs / 2]), text(times[0]), text(times[runs - 1]), runs));
  }

  /// Measures code without a value.
  public static void measure(Statements code) throws Exception {
    measure(
        () -> {
          code.run();
          return null;
        });
  }

  /// A duration with a unit that suits it.
  static String text(long nanos) {
    if (nanos < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f µs", nanos * 1e-3);
    }
    return nanos < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f ms", nanos * 1e-6)
        : String.format(Locale.ROOT, "%.2f s", nanos * 1e-9);
  }
}
