package org.vaelab.bench;

/// How an engine does tasks.
public interface EngineAdapter {

  /// Sets a task up.
  Workload open(Task task);

  /// Does the task's first steps on the weights and noise of its [Fixture].
  Numbers check(Task task);

  /// Threads that it computes with, and the build of its native code.
  String description();
}
