package org.vaelab.progress;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The parts of a long piece of work, so that its listener can tell how much of all is done. Tasks
/// that run within a stage say so in their events.
public final class Stages {
  private static final long RESOLUTION = 1_000_000_000;
  private static final ThreadLocal<Stages> CURRENT = new ThreadLocal<>();

  private final List<Stage> stages;
  private int current;
  private int finishedTasks;
  private String task = "";
  private boolean ended;
  private double fraction;
  private final Pace pace = new Pace();
  private double workBefore;
  private double stageFrom;

  /// @param name what is done, in a few words
  /// @param work how much it is beside the other stages, in a unit of the caller's choice
  /// @param tasks how many tasks it reports, one after another
  public record Stage(String name, double work, int tasks) {
    public Stage {
      if (!(work > 0) || tasks < 1) {
        throw new IllegalArgumentException(
            "A stage is some work of at least one task, not %s of %d.".formatted(work, tasks));
      }
    }
  }

  /// Where a task's event stands among all.
  ///
  /// @param number of the stage, from 1
  /// @param count of stages
  /// @param fraction of the stage that is done, from 0 to 1
  /// @param remaining estimated time to the end of all stages, from the rate of work so far; empty
  ///     at first
  public record Position(
      String name, int number, int count, double fraction, Optional<Duration> remaining) {}

  /// @param stages in the order in which they run
  public Stages(List<Stage> stages) {
    this.stages = List.copyOf(stages);
  }

  /// Runs the next stage.
  ///
  /// @throws IllegalStateException if there is none left
  public <T> T next(Supplier<T> action) {
    if (current == stages.size()) {
      throw new IllegalStateException("All %d stages have run.".formatted(current));
    }
    Stages outer = CURRENT.get();
    finishedTasks = 0;
    ended = true;
    fraction = 0;
    stageFrom = Double.NaN;
    CURRENT.set(this);
    try {
      return action.get();
    } finally {
      CURRENT.set(outer);
      workBefore += stages.get(current).work() * Math.max(0, fraction - orZero(stageFrom));
      current++;
      Progress.stageEnded();
    }
  }

  /// @param task of the running stage
  /// @param done of it
  /// @param resumed of it that an earlier run had done
  static Optional<Position> report(String task, double done, double resumed, long nanos) {
    return Optional.ofNullable(CURRENT.get())
        .map(stages -> stages.advance(task, done, resumed, nanos));
  }

  private Position advance(String from, double done, double resumed, long nanos) {
    Stage stage = stages.get(current);
    if (Double.isNaN(stageFrom)) {
      // What files and earlier runs have done says nothing of the rate.
      stageFrom = Math.min(1, resumed / stage.tasks());
    }
    // A task that runs while another waits is part of that one.
    if (ended || from.equals(task)) {
      boolean again = ended && done >= 1;
      fraction = Math.clamp((finishedTasks + (again ? 0 : done)) / stage.tasks(), fraction, 1);
      task = from;
      ended = done >= 1;
      if (ended && !again) {
        finishedTasks++;
      }
    }
    return new Position(
        stage.name(), current + 1, stages.size(), fraction, remaining(stage, nanos));
  }

  private Optional<Duration> remaining(Stage stage, long nanos) {
    double all = stages.stream().mapToDouble(Stage::work).sum();
    double left = stage.work() * (1 - fraction);
    for (Stage later : stages.subList(current + 1, stages.size())) {
      left += later.work();
    }
    long done = (long) (RESOLUTION * (workBefore + stage.work() * (fraction - stageFrom)) / all);
    if (done > 0) {
      pace.advance(done, nanos);
    }
    return pace.remaining(done, done + (long) (RESOLUTION * left / all), nanos);
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
