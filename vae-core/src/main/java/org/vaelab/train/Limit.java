package org.vaelab.train;

/// Where a training ends, if that is not after a number of epochs: within one, too.
public sealed interface Limit {

  /// All that there is to do, in a unit of its own.
  long work();

  /// How much of it is done.
  long done(TrainingState.Counters at);

  /// After so many steps on θ.
  record Steps(long steps) implements Limit {
    public Steps {
      if (steps < 1) {
        throw new IllegalArgumentException(
            "A training is one step or more, not %d.".formatted(steps));
      }
    }

    @Override
    public long work() {
      return steps;
    }

    @Override
    public long done(TrainingState.Counters at) {
      return at.step();
    }
  }

  /// Once it has taken so much wall-clock time, which no other run will take to the same step.
  record Seconds(double seconds) implements Limit {
    private static final double UNIT = 1e-3;

    public Seconds {
      if (!(seconds >= UNIT && seconds < 1e9)) {
        throw new IllegalArgumentException(
            "A training takes from %s to 1e9 seconds, not %s.".formatted(UNIT, seconds));
      }
    }

    @Override
    public long work() {
      return (long) (seconds / UNIT);
    }

    @Override
    public long done(TrainingState.Counters at) {
      return (long) (at.seconds() / UNIT);
    }
  }
}
