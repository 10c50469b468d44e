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
/// @param remaining estimated time to the end, from the rate of the recent past; empty at first
/// @param stage where the task stands in a larger piece of work, if it is part of one
/// @param figures current figures by name with their unit ("train ELBO (nats)"), in display order
public record ProgressEvent(
    String task,
    long done,
    long total,
    Duration elapsed,
    long resumedFrom,
    Optional<Duration> remaining,
    Optional<Stages.Position> stage,
    Map<String, Double> figures) {

  public boolean finished() {
    return done >= total;
  }
}
