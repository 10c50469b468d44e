package org.vaelab.cli;

import org.vaelab.experiment.SettingSpec;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.PlanExecutor;
import org.vaelab.graph.SameDiffExecutor;

/// What runs the graphs.
enum Engine {
  /// Compiled plans.
  PLAN(new PlanExecutor()),
  /// SameDiff's own session, for comparison.
  SAMEDIFF(new SameDiffExecutor());

  private final GraphExecutor executor;

  Engine(GraphExecutor executor) {
    this.executor = executor;
  }

  GraphExecutor executor() {
    return executor;
  }

  @Override
  public String toString() {
    return SettingSpec.text(this);
  }
}
