package org.vaelab.experiment.inner;

import java.util.Arrays;
import java.util.List;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.experiment.inner.InnerOptimisersConfig.Budget;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.progress.Interrupts;

/// How long a step on the φ of an image takes, in batches.
///
/// @param samples K
/// @param seconds for each image and step, one for each repeat
public record StepSeconds(Method method, int samples, double[] seconds) {
  /// A timing takes about so many gradients of each image.
  private static final int GRADIENTS = 512;

  private static final int LEAST_STEPS = 3;

  /// @param start where the steps start each time
  static StepSeconds measure(
      Method method, int samples, int repeats, Session session, LocalPosteriors start, long seed) {
    Budget budget = new Budget(samples, Math.max(LEAST_STEPS, GRADIENTS / samples));
    double[] seconds = new double[repeats];
    // Once for nothing: the graph is compiled.
    seconds(method, budget, session, start, seed);
    Arrays.setAll(seconds, i -> seconds(method, budget, session, start, seed));
    return new StepSeconds(method, samples, seconds);
  }

  private static double seconds(
      Method method, Budget budget, Session session, LocalPosteriors start, long seed) {
    Interrupts.check();
    try (LocalPosteriors q = start.copy(0, start.count())) {
      long begin = System.nanoTime();
      Curve.move(method.candidates().getFirst(), budget, session, q, seed);
      return (System.nanoTime() - begin) * 1e-9 / ((double) budget.steps() * q.count());
    }
  }

  static boolean fit(List<StepSeconds> all, List<Integer> samples, int repeats) {
    return all.size() == Method.values().length * samples.size()
        && all.stream()
            .allMatch(
                one ->
                    samples.contains(one.samples)
                        && one.seconds.length == repeats
                        && StoredNumbers.areCosts(one.seconds));
  }

  double least() {
    return Arrays.stream(seconds).min().orElseThrow();
  }

  double most() {
    return Arrays.stream(seconds).max().orElseThrow();
  }

  double median() {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
