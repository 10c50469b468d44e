package org.vaelab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.graph.Agreement;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.PlanExecutor;

class GatedMlpTest {
  private static final GatedMlp NETWORK = new GatedMlp("gated", 3, List.of(4, 5), 2);
  private static final List<String> NAMES =
      NETWORK.parameters().stream().map(ParameterSpec::name).toList();

  private static Graph graph(DataType type) {
    Graph graph = new Graph(type);
    SDVariable y = NETWORK.apply(graph, graph.input("x", -1, 3));
    graph.output("y", y);
    graph.objective(y.getSameDiff().math.square(y).sum(1).mean());
    return graph;
  }

  @Test
  void agreesWithSameDiff() {
    new Agreement(GatedMlpTest::graph, List.of("y"), NAMES).verify(1, 5, 1);
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    SplittableRandom random = new SplittableRandom(3);
    new GradientCheck()
        .with("x", GradientCheck.normal(random, 1, 4, 3))
        .withParameters(NETWORK.parameters(), random)
        .verify(new PlanExecutor(), graph(DataType.DOUBLE), NAMES);
  }

  /// One layer of one unit: y = w (2x + 1) σ(−x + 0.5) + b.
  @Test
  void isItsFormula() {
    GatedMlp network = new GatedMlp("g", 1, List.of(1), 1);
    Graph graph = new Graph(DataType.FLOAT);
    graph.output("y", network.apply(graph, graph.input("x", -1, 1)));
    Map<String, float[]> values =
        Map.of(
            "g.W0", new float[] {2},
            "g.b0", new float[] {1},
            "g.V0", new float[] {-1},
            "g.c0", new float[] {0.5f},
            "g.W1", new float[] {3},
            "g.b1", new float[] {-0.25f});
    float[] x = {-2, 0, 1.5f};
    try (CompiledGraph compiled = new PlanExecutor().compile(graph, List.of("y"), List.of());
        Parameters parameters = Parameters.of(network.parameters(), values);
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.share(parameters).set("x", x, 3, 1);
      float[] y = HostArrays.floats(compiled.run(inputs).output("y"));
      for (int i = 0; i < x.length; i++) {
        double gate = 1 / (1 + Math.exp(x[i] - 0.5));
        assertThat((double) y[i]).isCloseTo(3 * (2 * x[i] + 1) * gate - 0.25, Offset.offset(1e-5));
      }
    }
  }

  @Test
  void withoutHiddenLayersItIsLinear() {
    assertThat(new GatedMlp("g", 3, List.of(), 2).parameters())
        .extracting(ParameterSpec::name)
        .containsExactly("g.W0", "g.b0");
    assertThatThrownBy(() -> new GatedMlp("g", 3, List.of(0), 2))
        .hasMessageContaining("positive widths");
  }
}
