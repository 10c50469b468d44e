package org.vaelab.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/// A result that is an input, or a view of one, is no way to the input's memory.
class ResultsOfInputsTest {
  static List<GraphExecutor> executors() {
    return List.of(new PlanExecutor(), new SameDiffExecutor());
  }

  @ParameterizedTest
  @MethodSource("executors")
  void inputsOutliveResults(GraphExecutor executor) {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable x = graph.input("x", -1, 2);
    graph.output("same", x);
    graph.output("reshaped", x.reshape(2, -1));
    try (Inputs inputs = new Inputs(DataType.FLOAT)) {
      for (int run = 0; run < 3; run++) {
        float[] values = {run, 1, 2, 3, 4, 5};
        try (CompiledGraph compiled =
            executor.compile(graph, List.of("same", "reshaped"), List.of())) {
          for (int again = 0; again < 2; again++) {
            Results results = compiled.run(inputs.set("x", values, 3, 2));
            assertThat(HostArrays.floats(results.output("same"))).containsExactly(values);
            assertThat(HostArrays.floats(results.output("reshaped"))).containsExactly(values);
          }
        }
      }
    }
  }
}
