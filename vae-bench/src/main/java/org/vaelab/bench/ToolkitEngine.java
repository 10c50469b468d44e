package org.vaelab.bench;

import org.vaelab.graph.GraphExecutor;
import org.vaelab.nativemath.NativeBackend;
import org.vaelab.parallel.Workers;

/// The toolkit through its public interface, with a given executor.
record ToolkitEngine(GraphExecutor executor) implements EngineAdapter {
  static {
    NativeBackend.select();
  }

  @Override
  public Workload open(Task task) {
    Fixture fixture = new Fixture(task);
    return switch (task.kind()) {
      case TRAINING -> ToolkitTraining.open(executor, fixture, task.points(), Integer.MAX_VALUE);
      case SVI -> ToolkitSvi.open(executor, fixture, Task.STEPS);
      case LIKELIHOOD -> ToolkitLikelihood.open(executor, fixture);
      case MIXTURE -> ToolkitMixture.open(task);
    };
  }

  @Override
  public Numbers check(Task task) {
    Fixture fixture = new Fixture(task);
    return switch (task.kind()) {
      case TRAINING -> ToolkitTraining.check(executor, fixture);
      case SVI -> ToolkitSvi.check(executor, fixture);
      case LIKELIHOOD -> ToolkitLikelihood.check(executor, fixture);
      case MIXTURE -> ToolkitMixture.check(task);
    };
  }

  @Override
  public String description() {
    return "%d threads, ND4J %s".formatted(Workers.shared().count(), NativeBackend.description());
  }
}
