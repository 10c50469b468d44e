package org.vaelab.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The usual executor, watched: what it compiled, and what its graphs were run on.
public final class WatchedExecutor implements GraphExecutor {
  private final GraphExecutor executor = GraphExecutor.standard();
  private final List<List<String>> compiled = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();

  /// @param outputs of the graph that was run
  /// @param gradients of that graph
  /// @param inputs copies of all that were given
  public record Run(List<String> outputs, List<String> gradients, Map<String, float[]> inputs) {}

  @Override
  public CompiledGraph compile(Graph graph, List<String> outputs, List<String> gradients) {
    CompiledGraph real = executor.compile(graph, outputs, gradients);
    compiled.add(outputs);
    return new CompiledGraph() {
      @Override
      public Results run(Inputs inputs) {
        Map<String, float[]> copies = new HashMap<>();
        inputs
            .arrays()
            .forEach(
                (name, array) -> {
                  // An input of an earlier computation may be closed by now.
                  if (!array.wasClosed()) {
                    copies.put(name, HostArrays.floats(array));
                  }
                });
        runs.add(new Run(List.copyOf(outputs), List.copyOf(gradients), copies));
        return real.run(inputs);
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }

  @Override
  public boolean prefersSmallRuns() {
    return executor.prefersSmallRuns();
  }

  /// Outputs of each graph that was compiled, in order.
  public List<List<String>> compiled() {
    return compiled;
  }

  /// All runs, in order.
  public List<Run> runs() {
    return runs;
  }
}
