package org.vaelab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiment.ExperimentException;

class EngineProcessTest {
  private static final Task TASK = EnginesTest.small(Task.Kind.TRAINING, Task.Architecture.MLP);

  @TempDir private Path logs;

  @Test
  void anEngineComputesAndTimesInItsOwnProcess() {
    try (EngineProcess process = EngineProcess.start(Engine.OURS, 1, logs, "-Xmx256m")) {
      assertThat(process.ask(Request.of(Request.Action.DESCRIBE)).text()).startsWith("1 threads");
      process.check(TASK).requireEqual(Engine.OURS.adapter().check(TASK), "the two processes");
      process.ask(Request.open(TASK));
      Reply timed = process.ask(Request.time(0.1));
      assertThat(timed.seconds()).isGreaterThanOrEqualTo(0.1);
      assertThat(timed.runs()).isPositive();
      assertThat(process.ask(Request.repeat(3)).runs()).isEqualTo(3);
      assertThat(process.ask(Request.of(Request.Action.MEMORY)).peakBytes()).isPositive();
      Hardware hardware = process.probe();
      assertThat(hardware.cores()).isEqualTo(1);
      assertThat(hardware.operations()).isPositive();
      assertThat(hardware.adamBytes()).isPositive();
    }
  }

  @Test
  void aFailureIsOneSentenceThatNamesTheLog() {
    Task impossible = TASK.withHidden(0);
    try (EngineProcess process = EngineProcess.start(Engine.OURS, 1, logs, "-Xmx256m")) {
      assertThatThrownBy(() -> process.ask(Request.open(impossible)))
          .isInstanceOf(ExperimentException.class)
          .hasMessageContaining("positive widths")
          .hasMessageContaining("ours.log");
      process.ask(Request.open(TASK));
    }
    assertThat(logs.resolve("ours.log")).isNotEmptyFile();
  }
}
