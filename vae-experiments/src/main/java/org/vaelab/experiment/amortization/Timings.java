package org.vaelab.experiment.amortization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;

/// How long inference for new images takes, measured several times for several numbers of them.
///
/// @param steps T of SVI
/// @param runs all measurements
record Timings(int steps, List<Run> runs) {

  /// How q is found.
  enum Method {
    SVI,
    ENCODER
  }

  /// One measurement.
  ///
  /// @param points N new images
  /// @param seconds for all of them
  record Run(Method method, int points, double seconds) {}

  /// @param counts numbers of images
  /// @param svi infers q of so many images
  /// @param encoder the same
  static Timings measure(
      int steps, int[] counts, int repeats, Consumer<Integer> svi, Consumer<Integer> encoder) {
    List<Run> runs = new ArrayList<>();
    for (int count : counts) {
      // Once for nothing: graphs are compiled for the batches of this many images.
      seconds(svi, count);
      seconds(encoder, count);
      for (int repeat = 0; repeat < repeats; repeat++) {
        runs.add(new Run(Method.SVI, count, seconds(svi, count)));
        runs.add(new Run(Method.ENCODER, count, seconds(encoder, count)));
      }
    }
    return new Timings(steps, runs);
  }

  private static double seconds(Consumer<Integer> inference, int count) {
    Interrupts.check();
    return Progress.muted(
        () -> {
          long start = System.nanoTime();
          inference.accept(count);
          return (System.nanoTime() - start) * 1e-9;
        });
  }

  boolean fits(int ofSteps, int[] counts, int repeats) {
    return steps == ofSteps
        && runs.size() == 2 * counts.length * repeats
        && runs.stream().allMatch(run -> StoredNumbers.areCosts(run.seconds()))
        && Arrays.stream(Method.values())
            .allMatch(
                method ->
                    Arrays.stream(counts)
                        .allMatch(count -> sorted(method, count).length == repeats));
  }

  int[] counts() {
    return runs.stream().mapToInt(Run::points).distinct().sorted().toArray();
  }

  int largest() {
    return counts()[counts().length - 1];
  }

  private double[] sorted(Method method, int points) {
    return runs.stream()
        .filter(run -> run.method() == method && run.points() == points)
        .mapToDouble(Run::seconds)
        .sorted()
        .toArray();
  }

  double median(Method method, int points) {
    double[] sorted = sorted(method, points);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double least(Method method, int points) {
    return sorted(method, points)[0];
  }

  double most(Method method, int points) {
    double[] sorted = sorted(method, points);
    return sorted[sorted.length - 1];
  }

  /// Seconds per image where most images were timed.
  double perPoint(Method method) {
    return median(method, largest()) / largest();
  }
}
