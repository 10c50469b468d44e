package org.vaelab.experiment.inner;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.experiment.inner.InnerOptimisersConfig.Budget;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;

/// How long a step on the φ of an image takes, in batches, measured several times.
///
/// @param runs all measurements
public record Timings(List<Run> runs) {
  /// A timing takes about so many gradients of each image.
  private static final int GRADIENTS = 512;

  private static final int LEAST_STEPS = 3;

  /// One measurement.
  ///
  /// @param samples K
  /// @param seconds for each image and step
  public record Run(Method method, int samples, double seconds) {}

  /// @param start where the steps start each time
  static Timings measure(
      List<Integer> samples, int repeats, Session session, LocalPosteriors start, long seed) {
    List<Run> runs = new ArrayList<>();
    Progress progress = Progress.start("timings", (long) samples.size() * (repeats + 1));
    for (int k : samples) {
      // Once for nothing: graphs are compiled. Then in turns, as the machine's speed drifts.
      for (int repeat = 0; repeat <= repeats; repeat++) {
        List<Run> round =
            progress.step(
                () -> {
                  List<Run> all = new ArrayList<>();
                  for (Method method : Method.values()) {
                    all.add(new Run(method, k, seconds(method, k, session, start, seed)));
                  }
                  return all;
                });
        if (repeat > 0) {
          runs.addAll(round);
        }
      }
    }
    return new Timings(runs);
  }

  private static double seconds(
      Method method, int samples, Session session, LocalPosteriors start, long seed) {
    Interrupts.check();
    Budget budget = new Budget(samples, Math.max(LEAST_STEPS, GRADIENTS / samples));
    try (LocalPosteriors q = start.copy(0, start.count())) {
      long begin = System.nanoTime();
      Curve.move(method.candidates().getFirst(), budget, session, q, seed);
      return (System.nanoTime() - begin) * 1e-9 / ((double) budget.steps() * q.count());
    }
  }

  boolean fits(List<Integer> samples, int repeats) {
    return runs.size() == Method.values().length * samples.size() * repeats
        && runs.stream().allMatch(run -> StoredNumbers.areCosts(run.seconds()))
        && samples.stream()
            .allMatch(
                k ->
                    List.of(Method.values()).stream()
                        .allMatch(method -> sorted(method, k).length == repeats));
  }

  private double[] sorted(Method method, int samples) {
    return runs.stream()
        .filter(run -> run.method() == method && run.samples() == samples)
        .mapToDouble(Run::seconds)
        .sorted()
        .toArray();
  }

  double median(Method method, int samples) {
    double[] sorted = sorted(method, samples);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double least(Method method, int samples) {
    return sorted(method, samples)[0];
  }

  double most(Method method, int samples) {
    double[] sorted = sorted(method, samples);
    return sorted[sorted.length - 1];
  }
}
