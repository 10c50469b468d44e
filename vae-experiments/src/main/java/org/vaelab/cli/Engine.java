package org.vaelab.cli;

import org.vaelab.graph.Executor;
import org.vaelab.graph.PlanExecutor;
import org.vaelab.graph.SameDiffExecutor;

/// What runs the graphs.
enum Engine {
  /// Compiled plans.
  PLAN(new PlanExecutor()),
  /// SameDiff's own session, for comparison.
  SAMEDIFF(new SameDiffExecutor());

  private final Executor executor;

  Engine(Executor executor) {
    this.executor = executor;
  }

  Executor executor() {
    return executor;
  }
}
