package org.vaelab.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Measures start-up and round trip of two kernels in turns, in one run: no test, because times
/// depend on the machine. Arguments: our installed `start.sh`, the other kernel's jar, rounds.
final class KernelComparison {
  private static final int CELLS = 60;

  private record Times(double firstResult, double median) {}

  private KernelComparison() {}

  public static void main(String[] arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Map<String, List<String>> kernels =
        Map.of(
            "ours",
            List.of("/bin/sh", arguments[0], KernelMain.class.getName()),
            "other",
            List.of(java, "-jar", arguments[1]));
    int rounds = Integer.parseInt(arguments[2]);
    Map<String, List<Times>> times = Map.of("ours", new ArrayList<>(), "other", new ArrayList<>());
    for (int round = 0; round < rounds; round++) {
      for (String name : List.of("other", "ours")) {
        times.get(name).add(measure(kernels.get(name)));
      }
    }
    times.forEach(
        (name, all) ->
            System.out.printf(
                Locale.ROOT,
                "%s: first result %.2f s, trivial cell %.1f ms (medians of %d rounds)%n",
                name,
                median(all.stream().mapToDouble(Times::firstResult).toArray()),
                median(all.stream().mapToDouble(Times::median).toArray()),
                rounds));
    System.exit(0);
  }

  private static Times measure(List<String> command) {
    long start = System.nanoTime();
    try (TestKernel kernel = TestKernel.start(command, Map.of())) {
      kernel.run("1 + 1");
      double first = (System.nanoTime() - start) * 1e-9;
      double[] trips = new double[CELLS];
      for (int i = 0; i < CELLS; i++) {
        long before = System.nanoTime();
        kernel.run("1 + " + i);
        trips[i] = (System.nanoTime() - before) * 1e-6;
      }
      return new Times(first, median(trips));
    }
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
