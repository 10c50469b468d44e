package org.vaelab.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StagesTest {
  private final List<Stages.Position> positions = new ArrayList<>();
  private ProgressListener before;
  private int ended;

  @BeforeEach
  void listen() {
    before =
        Progress.install(
            new ProgressListener() {
              @Override
              public void onProgress(ProgressEvent event) {
                event.stage().ifPresent(positions::add);
              }

              @Override
              public void onStageEnd() {
                ended++;
              }
            });
  }

  @AfterEach
  void restore() {
    Progress.install(before);
  }

  private static Stages ofTwo() {
    return new Stages(List.of(new Stages.Stage("first", 3, 2), new Stages.Stage("second", 1, 1)));
  }

  private static Void task(int units) {
    Progress progress = Progress.start("task", units);
    for (int i = 0; i < units; i++) {
      progress.advance(1, Map.of());
    }
    progress.finish(Map.of());
    return null;
  }

  @Test
  void tasksAreSharesOfTheirStage() {
    Stages stages = ofTwo();
    stages.next(
        () -> {
          task(2);
          return task(1);
        });
    assertThat(positions.stream().map(Stages.Position::fraction))
        .containsExactly(0.0, 0.25, 0.5, 0.5, 0.5, 1.0, 1.0);
    positions.clear();
    stages.next(() -> task(1));
    assertThat(positions.getLast())
        .satisfies(
            last -> {
              assertThat(last.name()).isEqualTo("second");
              assertThat(last.number()).isEqualTo(2);
              assertThat(last.count()).isEqualTo(2);
              assertThat(last.fraction()).isEqualTo(1);
            });
    assertThat(ended).isEqualTo(2);
    assertThatThrownBy(() -> stages.next(() -> task(1))).hasMessageContaining("2 stages have run");
  }

  @Test
  void whatAnEarlierRunHasDoneSaysNothingOfTheRate() {
    Stages stages = ofTwo();
    stages.next(
        () -> {
          Progress progress = Progress.resume("task", 100, 50);
          for (int i = 0; i < 4; i++) {
            try {
              Thread.sleep(400);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            progress.advance(5, Map.of());
          }
          return null;
        });
    // Of 4 units of work, a fortieth of 3 took 0.4 s; 13/20 of 3 and 1 are left.
    assertThat(positions.getLast().remaining().orElseThrow().toMillis() / 1000.0)
        .isCloseTo(0.4 * (3 * 0.65 + 1) / (3 / 40.0), Offset.offset(6.0));
  }

  @Test
  void aTaskWithinAnotherIsPartOfIt() {
    ofTwo()
        .next(
            () -> {
              Progress outer = Progress.start("outer", 2);
              outer.advance(1, Map.of());
              Progress.start("inner", 1).advance(1, Map.of());
              outer.advance(1, Map.of());
              return null;
            });
    assertThat(positions.stream().map(Stages.Position::fraction))
        .containsExactly(0.0, 0.25, 0.25, 0.25, 0.5);
  }

  @Test
  void otherTasksHaveNoPosition() {
    task(3);
    ofTwo().next(() -> Progress.muted(() -> task(3)));
    assertThat(positions).isEmpty();
  }
}
