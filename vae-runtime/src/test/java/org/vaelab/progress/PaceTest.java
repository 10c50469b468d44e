package org.vaelab.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long MS = 1_000_000;

  @Test
  void aSlowFirstUnitDoesNotSpoilTheEstimate() {
    Pace pace = new Pace();
    long now = 3000 * MS; // The first unit took three seconds, each of the others ten milliseconds.
    pace.advance(1, now);
    assertThat(pace.remaining(1, 1000, now)).isEmpty();
    Optional<Duration> first = Optional.empty();
    for (int done = 2; done <= 1000; done++) {
      now += 10 * MS;
      pace.advance(done, now);
      Optional<Duration> remaining = pace.remaining(done, 1000, now);
      remaining.ifPresent(r -> assertThat(r.toMillis()).isBetween(0L, 10L * 1000));
      if (first.isEmpty()) {
        first = remaining;
      }
    }
    assertThat(first.orElseThrow().toMillis()).isBetween(9_000L, 10_000L);
  }

  @Test
  void aChangeOfRateIsNoticed() {
    Pace pace = new Pace();
    long now = 0;
    int done = 0;
    for (; done < 100; done++) {
      now += 100 * MS;
      pace.advance(done + 1, now);
    }
    for (; done < 5100; done++) {
      now += 10 * MS;
      pace.advance(done + 1, now);
    }
    assertThat(pace.remaining(done, done + 1000, now).orElseThrow().toMillis())
        .isBetween(9_900L, 10_100L);
  }
}
