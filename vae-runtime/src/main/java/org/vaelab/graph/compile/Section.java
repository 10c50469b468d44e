package org.vaelab.graph.compile;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.vaelab.parallel.Workers;

/// Steps of which none reads what another writes: threads go from one to the next without waiting
/// for each other. Where batches are small, waiting takes as long as some of the steps.
///
/// @param work of all
record Section(Step[] steps, long work) implements Step {

  /// Whether a step can be one of several: those that leave sums share the place of these, and
  /// ND4J's ops have threads of their own.
  static boolean takes(Step step) {
    return step.sums() == 0 && !(step instanceof Nd4jStep);
  }

  /// @param steps of which [#takes] is true, if there are several
  static Step of(List<Step> steps) {
    if (steps.size() == 1) {
      return steps.getFirst();
    }
    return new Section(steps.toArray(Step[]::new), steps.stream().mapToLong(Step::work).sum());
  }

  @Override
  public String name() {
    return Arrays.stream(steps).map(Step::name).collect(Collectors.joining("; "));
  }

  @Override
  public double operations() {
    return Arrays.stream(steps).mapToDouble(Step::operations).sum();
  }

  @Override
  public long scratch() {
    return Arrays.stream(steps).mapToLong(Step::scratch).max().orElse(0);
  }

  @Override
  public Workers.Job on(long[] addresses, long scratch, long sums) {
    Workers.Job[] jobs = new Workers.Job[steps.length];
    Arrays.setAll(jobs, i -> steps[i].on(addresses, scratch, sums));
    return (part, parts) -> run(jobs, part, parts);
  }

  private void run(Workers.Job[] jobs, int part, int parts) {
    for (int i = 0; i < steps.length; i++) {
      if (steps[i].work() >= Plan.WORK_FOR_THREADS) {
        jobs[i].run(part, parts);
      } else if (i % parts == part) {
        jobs[i].run(0, 1);
      }
    }
  }

  @Override
  public void finish(long[] addresses, long sums) {
    for (Step step : steps) {
      step.finish(addresses, sums);
    }
  }

  @Override
  public void close() {
    for (Step step : steps) {
      step.close();
    }
  }
}
