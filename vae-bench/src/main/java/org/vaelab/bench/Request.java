package org.vaelab.bench;

/// What the parent process asks of an engine's process, as one line of JSON.
///
/// @param action what to do
/// @param task for `CHECK`, `OPEN` and `MEMORY`
/// @param seconds for `TIME`: how long at least
/// @param runs for `REPEAT`: how many runs
/// @param file for `CHECK`: where the numbers go
record Request(Action action, Task task, double seconds, long runs, String file) {
  enum Action {
    /// Computes the task's numbers.
    CHECK,
    /// Sets a task up, in place of the one before.
    OPEN,
    /// Runs the open task for a time.
    TIME,
    /// Runs the open task a number of times.
    REPEAT,
    /// Says how the engine computes.
    DESCRIBE,
    /// Measures the [Hardware] and says it in JSON.
    PROBE,
    /// Says how much memory the process has needed at most.
    MEMORY
  }

  static Request of(Action action) {
    return new Request(action, null, 0, 0, null);
  }

  static Request check(Task task, String file) {
    return new Request(Action.CHECK, task, 0, 0, file);
  }

  static Request open(Task task) {
    return new Request(Action.OPEN, task, 0, 0, null);
  }

  static Request time(double seconds) {
    return new Request(Action.TIME, null, seconds, 0, null);
  }

  static Request repeat(long runs) {
    return new Request(Action.REPEAT, null, 0, runs, null);
  }
}
