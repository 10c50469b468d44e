package org.vaelab.progress;

import java.time.Duration;
import java.util.Optional;

/// The rate of a task over its recent past: at least the later half of the time since its first
/// unit. The first units are not typical, since graphs and machine code are compiled then.
final class Pace {
  private static final long LEAST_NANOS = 500_000_000;

  private boolean started;
  private long firstNanos;
  private long fromNanos;
  private long fromDone;
  private long nextNanos;
  private long nextDone;

  /// @param done units of work done by now
  void advance(long done, long nanos) {
    if (!started) {
      started = true;
      firstNanos = nanos;
      fromNanos = nanos;
      fromDone = done;
      nextNanos = nanos;
      nextDone = done;
    } else if (nanos - firstNanos >= 2 * (nextNanos - firstNanos)) {
      fromNanos = nextNanos;
      fromDone = nextDone;
      nextNanos = nanos;
      nextDone = done;
    }
  }

  /// Estimated time to the end; empty until half a second of typical work was seen.
  Optional<Duration> remaining(long done, long total, long nanos) {
    if (!started || done <= fromDone || nanos - fromNanos < LEAST_NANOS) {
      return Optional.empty();
    }
    double nanosPerUnit = (double) (nanos - fromNanos) / (done - fromDone);
    return Optional.of(Duration.ofNanos((long) (nanosPerUnit * (total - done))));
  }
}
