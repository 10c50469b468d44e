package org.vaelab.graph.compile;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Where the time of plans goes. With the system property `vaelab.profile` set to true, each kind
/// of step is timed and the process ends with a table of them on its standard error: the share of
/// all time, and the median of the last thousand runs.
final class Profile {
  private static final boolean ON = Boolean.getBoolean("vaelab.profile");
  private static final Map<String, Times> TIMES = new ConcurrentHashMap<>();

  static {
    if (ON) {
      Runtime.getRuntime().addShutdownHook(new Thread(Profile::print));
    }
  }

  /// How long one kind of step took.
  private static final class Times {
    // The first runs are of code that is not compiled yet, ten times as slow and more.
    private static final int LAST = 1000;

    private final double operations;
    private final long[] last = new long[LAST];
    private long runs;
    private long nanoseconds;

    Times(double operations) {
      this.operations = operations;
    }

    synchronized void add(long time) {
      last[(int) (runs++ % LAST)] = time;
      nanoseconds += time;
    }

    synchronized long nanoseconds() {
      return nanoseconds;
    }

    synchronized String line(String name, double all) {
      long[] sorted = Arrays.copyOf(last, (int) Math.min(runs, LAST));
      Arrays.sort(sorted);
      double median = sorted[sorted.length / 2];
      String rate = operations == 0 ? "-" : "%.0f".formatted(operations / median);
      return "%7.1f %9d %10.1f %9s  %s"
          .formatted(100 * nanoseconds / all, runs, median / 1000, rate, name);
    }
  }

  private Profile() {}

  /// @return what [#stop] is to be told
  static long start() {
    return ON ? System.nanoTime() : 0;
  }

  static void stop(Step step, long start) {
    if (ON) {
      long time = System.nanoTime() - start;
      TIMES.computeIfAbsent(step.name(), name -> new Times(step.operations())).add(time);
    }
  }

  private static void print() {
    List<Map.Entry<String, Times>> entries =
        TIMES.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                    (Map.Entry<String, Times> e) -> -e.getValue().nanoseconds()))
            .toList();
    double all = entries.stream().mapToLong(e -> e.getValue().nanoseconds()).sum();
    System.err.println("% of plans      runs  us median   GFLOP/s  step");
    entries.forEach(e -> System.err.println(e.getValue().line(e.getKey(), all)));
  }
}
