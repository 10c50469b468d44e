package org.vaelab.graph;

import java.io.Serializable;
import java.util.List;

/// Compiles graphs. The choice of executor changes speed, never results beyond float rounding.
public interface GraphExecutor extends Serializable {

  /// @param outputs names of the outputs to compute
  /// @param gradients names of the inputs with respect to which to differentiate the objective
  /// @throws RefusedOpException if the graph uses an op that is not on the [OpAllowList]
  /// @throws IllegalArgumentException if an output or input is unknown, or gradients are asked for
  ///     and there is no objective
  CompiledGraph compile(Graph graph, List<String> outputs, List<String> gradients);

  /// Whether runs on few rows, a thread for each, take less time than one run on all rows and all
  /// threads.
  default boolean prefersSmallRuns() {
    return false;
  }

  /// The executor that the toolkit uses unless told otherwise.
  static GraphExecutor standard() {
    return new PlanExecutor();
  }
}
