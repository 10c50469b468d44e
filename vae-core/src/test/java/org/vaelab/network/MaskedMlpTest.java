package org.vaelab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.Agreement;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class MaskedMlpTest {
  private static final int CONTEXT = 2;
  private static final int BATCH = 2;

  static Stream<MaskedMlp> networks() {
    return Stream.of(
        network(List.of(0, 1, 2, 3), 0, List.of(9), 1, Activation.TANH),
        network(List.of(2, 0, 3, 1), 0, List.of(7, 5), 2, Activation.ELU),
        network(List.of(3, 2, 1, 0), 0, List.of(), 1, Activation.TANH),
        // Too narrow for a unit of every degree.
        network(List.of(1, 3, 0, 2), 0, List.of(2, 1), 2, Activation.SIGMOID),
        network(List.of(1, 0, 2), CONTEXT, List.of(6, 4), 2, Activation.TANH),
        network(List.of(1, 0), CONTEXT, List.of(), 2, Activation.TANH),
        network(List.of(0), CONTEXT, List.of(3), 2, Activation.TANH),
        network(List.of(0), 0, List.of(3), 1, Activation.TANH));
  }

  private static MaskedMlp network(
      List<Integer> order, int context, List<Integer> hidden, int outputs, Activation activation) {
    return new MaskedMlp("net", order, context, hidden, outputs, activation);
  }

  private static SDVariable apply(Graph graph, MaskedMlp network, int samples) {
    SDVariable rows = graph.input("z", -1, network.in());
    return network.context() == 0
        ? network.apply(graph, rows)
        : network.apply(graph, rows, graph.input("context", -1, CONTEXT), samples);
  }

  private static INDArray outputs(CompiledGraph compiled, Inputs inputs) {
    return compiled.run(inputs).output("outputs").dup();
  }

  /// The Jacobian by finite differences: nowhere but at earlier dimensions of the same row, and at
  /// all of these.
  @ParameterizedTest
  @MethodSource("networks")
  void outputsReadWhatPrecedesThemAndNothingElse(MaskedMlp network) {
    int size = network.in();
    int samples = 3;
    int rows = samples * BATCH;
    Graph graph = new Graph(DataType.DOUBLE);
    graph.output("outputs", apply(graph, network, samples));
    SplittableRandom random = new SplittableRandom(4);
    INDArray z = GradientCheck.normal(random, 1, rows, size);
    INDArray context = GradientCheck.normal(random, 1, BATCH, CONTEXT);
    try (CompiledGraph compiled =
            GraphExecutor.standard().compile(graph, List.of("outputs"), List.of());
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      for (ParameterSpec spec : network.parameters()) {
        inputs.share(spec.name(), GradientCheck.normal(random, 0.7, spec.shape()));
      }
      inputs.share("z", z).share("context", context);
      INDArray before = outputs(compiled, inputs);
      for (int row = 0; row < rows; row++) {
        for (int d = 0; d < size; d++) {
          double original = z.getDouble(row, d);
          z.putScalar(row, d, original + 1e-3);
          INDArray change = outputs(compiled, inputs).sub(before);
          z.putScalar(row, d, original);
          for (int r = 0; r < rows; r++) {
            for (int o = 0; o < network.out(); o++) {
              boolean reads =
                  r == row && network.order().indexOf(d) < network.order().indexOf(o % size);
              double slope = Math.abs(change.getDouble(r, o)) / 1e-3;
              assertThat(slope > 1e-6)
                  .as("output %d of row %d reads dimension %d of row %d", o, r, d, row)
                  .isEqualTo(reads);
            }
          }
        }
      }
      if (network.context() > 0) {
        context.putScalar(1, 0, context.getDouble(1, 0) + 1e-3);
        INDArray change = outputs(compiled, inputs).sub(before);
        for (int r = 0; r < rows; r++) {
          for (int o = 0; o < network.out(); o++) {
            assertThat(Math.abs(change.getDouble(r, o)) > 1e-9)
                .as("output %d of row %d reads the context of data point 1", o, r)
                .isEqualTo(r % BATCH == 1);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAreRightByPlanToo(MaskedMlp network) {
    List<String> names =
        network.in() == 1
            ? network.context() == 0 ? List.of("net.b1") : List.of("net.b1", "net.W1", "context")
            : Stream.concat(Stream.of("z"), network.parameters().stream().map(ParameterSpec::name))
                .toList();
    SplittableRandom random = new SplittableRandom(5);
    new GradientCheck()
        .with("z", GradientCheck.normal(random, 1, 3 * BATCH, network.in()))
        .with("context", GradientCheck.normal(random, 1, BATCH, CONTEXT))
        .withParameters(network.parameters(), random)
        .verify(squares(network, DataType.DOUBLE), names);
    new Agreement(type -> squares(network, type), List.of("outputs"), names).verify(3, 5, 4);
  }

  private static Graph squares(MaskedMlp network, DataType type) {
    Graph graph = new Graph(type);
    SDVariable outputs = apply(graph, network, 3);
    graph.output("outputs", outputs);
    graph.objective(outputs.mul(outputs).sum());
    return graph;
  }

  @Test
  void whatLeadsToTheOutputsStartsAtZero() {
    MaskedMlp network = networks().skip(4).findFirst().orElseThrow();
    try (Parameters initial =
        Parameters.initial(
            network.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT)) {
      assertThat(initial.values().get("net.W2")).containsOnly(0);
      assertThat(initial.values().get("net.direct")).containsOnly(0);
      assertThat(initial.values().get("net.W1")).doesNotContain(0);
    }
  }

  @Test
  void refusesWhatIsNoOrder() {
    assertThatThrownBy(() -> network(List.of(0, 2), 0, List.of(3), 1, Activation.TANH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("every dimension from 0 on once, not [0, 2]");
    assertThatThrownBy(() -> network(List.of(0, 1), 0, List.of(0), 1, Activation.TANH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive widths");
  }
}
