package org.vaelab.graph.compile;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Where the time of plans goes. With the system property `vaelab.profile` set to true, each kind
/// of step is timed and the process ends with a table of them on its standard error.
final class Profile {
  private static final boolean ON = Boolean.getBoolean("vaelab.profile");
  private static final Map<String, Times> TIMES = new ConcurrentHashMap<>();

  static {
    if (ON) {
      Runtime.getRuntime().addShutdownHook(new Thread(Profile::print));
    }
  }

  private record Times(LongAdder runs, LongAdder nanoseconds, double operations) {
    void add(long time) {
      runs.increment();
      nanoseconds.add(time);
    }

    String line(String name, double all) {
      double time = nanoseconds.sum();
      double each = time / runs.sum();
      String rate = operations == 0 ? "-" : "%.0f".formatted(operations / each);
      return "%7.1f %9d %10.1f %9s  %s"
          .formatted(100 * time / all, runs.sum(), each / 1000, rate, name);
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
      TIMES
          .computeIfAbsent(
              step.name(), name -> new Times(new LongAdder(), new LongAdder(), step.operations()))
          .add(time);
    }
  }

  private static void print() {
    List<Map.Entry<String, Times>> entries =
        TIMES.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                    (Map.Entry<String, Times> e) -> -e.getValue().nanoseconds.sum()))
            .toList();
    double all = entries.stream().mapToLong(e -> e.getValue().nanoseconds.sum()).sum();
    System.err.println("% of plans      runs    us each   GFLOP/s  step");
    entries.forEach(e -> System.err.println(e.getValue().line(e.getKey(), all)));
  }
}
