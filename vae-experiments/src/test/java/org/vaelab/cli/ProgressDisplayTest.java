package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vaelab.progress.ProgressEvent;
import org.vaelab.progress.Stages;

/// Lines of progress where there is no terminal.
class ProgressDisplayTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ProgressDisplay.Lines lines =
      new ProgressDisplay.Lines(
          new PrintStream(out, true, StandardCharsets.UTF_8), Duration.ofSeconds(10));

  private void report(String task, long done, int seconds, boolean staged) {
    lines.onProgress(
        new ProgressEvent(
            task,
            done,
            4,
            Duration.ofSeconds(seconds),
            0,
            Optional.of(Duration.ofSeconds(70)),
            staged
                ? Optional.of(
                    new Stages.Position("fit", 2, 3, 0.5, Optional.of(Duration.ofSeconds(90))))
                : Optional.empty(),
            Map.of("ELBO (nats)", -1.5)));
  }

  @Test
  void aLineSaysWhereATaskStandsAmongAll() {
    report("fit, seed 1", 1, 11, true);
    report("alone", 2, 12, false);
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "2/3 fit, seed 1: 25%, 11 s, about 1 min 10 s left, about 1 min 30 s left in all, ELBO (nats) -1.50",
            "alone: 50%, 12 s, about 1 min 10 s left, ELBO (nats) -1.50");
  }

  @Test
  void aTaskHasALineNowAndThenAndOneAtItsEnd() {
    report("fit", 1, 1, false);
    report("fit", 4, 2, false);
    report("fit", 4, 3, false);
    report("fit", 1, 4, false);
    report("fit", 4, 5, false);
    assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("100%")))
        .hasSize(1);
    report("other", 4, 6, false);
    report("fit", 4, 7, false);
    assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("100%")))
        .hasSize(3);
  }
}
