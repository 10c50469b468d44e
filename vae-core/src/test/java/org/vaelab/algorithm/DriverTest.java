package org.vaelab.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressEvent;
import org.vaelab.progress.ProgressListener;

class DriverTest {
  private static final double[] VALUES = new SplittableRandom(1).doubles(10, -1, 1).toArray();

  /// What a driver kept, in order.
  private static final class Kept implements Checkpoints<Counting.State> {
    private final List<Counting.State> saved = new ArrayList<>();
    private final List<Integer> milestones = new ArrayList<>();

    @Override
    public void save(Counting.State state) {
      saved.add(state);
    }

    @Override
    public void milestone(Counting.State state) {
      milestones.add(state.steps());
    }
  }

  @AfterEach
  void clearTheInterrupt() {
    Thread.interrupted();
  }

  private static Counting.State straight(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum = 0.5 * sum + value;
    }
    return new Counting.State(values.length, sum, 1);
  }

  private static Driver<Counting.State> driver(Map<Integer, Runnable> within, Kept kept) {
    return new Driver<>("counting", new Counting(VALUES, within), StoppingRule.NONE, kept);
  }

  @Test
  void runsToTheEndAndFinishesOnce() {
    Kept kept = new Kept();
    assertThat(driver(Map.of(), kept).run(Counting.State.START)).isEqualTo(straight(VALUES));
    assertThat(kept.milestones).containsExactly(3, 6, 9);
    assertThat(kept.saved).isEmpty();
  }

  @Test
  void nothingIsDoneOfWhatIsComplete() {
    Counting.State end = new Counting.State(VALUES.length, 7, 0);
    assertThat(driver(Map.of(), new Kept()).run(end))
        .isEqualTo(new Counting.State(VALUES.length, 7, 1));
  }

  /// Interrupted in a step, which is still done, after which the driver stops.
  @Property(tries = 30)
  void goingOnAfterAnInterruptGivesTheSame(@ForAll @IntRange(max = 8) int step) {
    Kept kept = new Kept();
    Runnable interrupt = Thread.currentThread()::interrupt;
    Driver.Outcome<Counting.State> part =
        driver(Map.of(step, interrupt), kept).advance(Counting.State.START);
    assertThat(Thread.interrupted()).as("the interrupt still stands").isTrue();
    assertThat(part.complete()).isFalse();
    assertThat(part.state().steps()).isEqualTo(step + 1);
    assertThat(part.state().finishes()).isZero();
    assertThat(kept.saved).containsExactly(part.state());
    Driver.Outcome<Counting.State> rest = driver(Map.of(), kept).advance(part.state());
    assertThat(rest).isEqualTo(new Driver.Outcome<>(straight(VALUES), true));
    assertThat(kept.milestones).containsExactly(3, 6, 9);
  }

  @Test
  void anInterruptInTheLastStepComesTooLate() {
    Runnable interrupt = Thread.currentThread()::interrupt;
    Driver.Outcome<Counting.State> outcome =
        driver(Map.of(VALUES.length - 1, interrupt), new Kept()).advance(Counting.State.START);
    assertThat(outcome).isEqualTo(new Driver.Outcome<>(straight(VALUES), true));
  }

  @Test
  void aStepThatIsInterruptedHalfwayLeavesTheStateBeforeIt() {
    Kept kept = new Kept();
    Runnable halfway =
        () -> {
          Thread.currentThread().interrupt();
          throw new InterruptedTaskException();
        };
    assertThatThrownBy(() -> driver(Map.of(4, halfway), kept).run(Counting.State.START))
        .isInstanceOf(InterruptedTaskException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(kept.saved).hasSize(1);
    assertThat(kept.saved.getFirst().steps()).isEqualTo(4);
    assertThat(driver(Map.of(), kept).run(kept.saved.getFirst())).isEqualTo(straight(VALUES));
  }

  @Test
  void aStepThatFailsEndsTheRunAndKeepsNothing() {
    Kept kept = new Kept();
    Runnable failure =
        () -> {
          throw new IllegalStateException("broken");
        };
    assertThatThrownBy(() -> driver(Map.of(4, failure), kept).advance(Counting.State.START))
        .hasMessage("broken");
    assertThat(kept.saved).isEmpty();
  }

  private static List<ProgressEvent> reports(Runnable run) {
    List<ProgressEvent> events = new ArrayList<>();
    ProgressListener before = Progress.install(events::add);
    try {
      run.run();
    } finally {
      Progress.install(before);
    }
    return events;
  }

  @Test
  void reportsAddUp() {
    List<ProgressEvent> events =
        reports(() -> driver(Map.of(), new Kept()).run(Counting.State.START));
    long total = Counting.UNITS * VALUES.length;
    assertThat(events).extracting(ProgressEvent::task).containsOnly("counting");
    assertThat(events).extracting(ProgressEvent::total).containsOnly(total);
    assertThat(events)
        .extracting(ProgressEvent::done)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(0, VALUES.length + 1)
                .map(step -> Math.min(total, Counting.UNITS * step))
                .boxed()
                .toList());
    List<String> names =
        List.copyOf(new Counting(VALUES, Map.of()).figures(Counting.State.START).keySet());
    for (ProgressEvent event : events.subList(1, events.size())) {
      assertThat(event.figures().keySet()).as("in display order").containsExactlyElementsOf(names);
    }
  }

  @Test
  void aResumedRunReportsWhereItBegan() {
    List<ProgressEvent> events =
        reports(() -> driver(Map.of(), new Kept()).run(new Counting.State(8, 0, 0)));
    assertThat(events).extracting(ProgressEvent::done).containsExactly(16L, 18L, 20L, 20L);
    assertThat(events).extracting(ProgressEvent::resumedFrom).containsOnly(16L);
  }

  @Test
  void aRunThatIsStoppedEarlyReportsItsEnd() {
    Counting counting = new Counting(new double[] {1, 2, 1, 0, 9}, Map.of());
    Driver<Counting.State> driver =
        new Driver<>("counting", counting, new StoppingRule.Rise(0), Checkpoints.none());
    List<ProgressEvent> events = reports(() -> driver.run(Counting.State.START));
    assertThat(events).extracting(ProgressEvent::done).containsExactly(0L, 2L, 4L, 6L, 10L);
  }

  @Test
  void aPartOfALargerTaskReportsNothing() {
    Counting counting = new Counting(VALUES, Map.of());
    List<ProgressEvent> events =
        reports(
            () ->
                assertThat(Driver.silent(counting, StoppingRule.NONE).run(Counting.State.START))
                    .isEqualTo(straight(VALUES)));
    assertThat(events).isEmpty();
  }
}
