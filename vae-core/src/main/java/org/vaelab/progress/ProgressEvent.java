package org.vaelab.progress;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// How far a long task has come.
///
/// @param task what runs, in a few words ("training, amortized")
/// @param done units of work done, at most `total`
/// @param total units of work in all; the task has ended when `done` reaches it
/// @param elapsed time since the task (or its resumed part) started
/// @param resumedFrom units that had been done before `elapsed` began to count
/// @param figures current figures by name with their unit ("train ELBO (nats)"), in display order
public record ProgressEvent(
    String task,
    long done,
    long total,
    Duration elapsed,
    long resumedFrom,
    Map<String, Double> figures) {

  public boolean finished() {
    return done >= total;
  }

  /// Estimated time to the end, from the mean rate so far; empty before the first unit is done.
  public Optional<Duration> remaining() {
    long doneHere = done - resumedFrom;
    if (doneHere <= 0) {
      return Optional.empty();
    }
    double secondsPerUnit = elapsed.toNanos() * 1e-9 / doneHere;
    return Optional.of(Duration.ofNanos((long) (secondsPerUnit * (total - done) * 1e9)));
  }
}
