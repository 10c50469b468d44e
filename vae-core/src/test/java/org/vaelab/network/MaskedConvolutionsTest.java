package org.vaelab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;

class MaskedConvolutionsTest {
  private static final int HEIGHT = 5;
  private static final int WIDTH = 6;
  private static final ImageShape IMAGES = new ImageShape(HEIGHT, WIDTH, 1);

  /// By finite differences: an output changes with no pixel from its own on, and with those that
  /// come before it in its window and in the windows of these. With one layer of windows of 3 x 3
  /// behind one of 7 x 7, that is all that are at most 4 rows above, and in no row further right
  /// than 3 columns, or 4 where the second layer has gone up a row.
  @Test
  void outputsReadWhatPrecedesThemAndNothingElse() {
    MaskedConvolutions network = new MaskedConvolutions("net", IMAGES, 8, 1);
    Graph graph = new Graph(DataType.DOUBLE);
    graph.output("outputs", network.apply(graph, graph.input("x", -1, network.in())));
    SplittableRandom random = new SplittableRandom(4);
    INDArray x = GradientCheck.normal(random, 1, 1, network.in());
    try (CompiledGraph compiled =
            GraphExecutor.standard().compile(graph, List.of("outputs"), List.of());
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      for (ParameterSpec spec : network.parameters()) {
        inputs.share(spec.name(), GradientCheck.normal(random, 1, spec.shape()));
      }
      inputs.share("x", x);
      INDArray before = compiled.run(inputs).output("outputs").dup();
      for (int from = 0; from < network.in(); from++) {
        double original = x.getDouble(0, from);
        x.putScalar(0, from, original + 0.5);
        INDArray change = compiled.run(inputs).output("outputs").sub(before);
        x.putScalar(0, from, original);
        for (int to = 0; to < network.out(); to++) {
          assertThat(change.getDouble(0, to) != 0)
              .as("pixel %d by pixel %d", to, from)
              .isEqualTo(reads(to, from));
        }
      }
    }
  }

  private static boolean reads(int to, int from) {
    int up = to / WIDTH - from / WIDTH;
    int right = from % WIDTH - to % WIDTH;
    if (up == 0) {
      return right < 0 && right >= -4;
    }
    return up > 0 && up <= 4 && right >= -4 && right <= (up == 1 ? 3 : 4);
  }

  @Test
  void itStartsAtZeroAndRefusesWhatItCannotBe() {
    MaskedConvolutions network = new MaskedConvolutions("net", IMAGES, 4, 2);
    assertThat(network.parameters().stream().map(ParameterSpec::name))
        .containsExactly(
            "net.K0",
            "net.b0",
            "net.K1",
            "net.b1",
            "net.K2",
            "net.b2",
            "net.mixing",
            "net.b3",
            "net.output",
            "net.output.b");
    assertThatThrownBy(() -> new MaskedConvolutions("net", new ImageShape(2, 2, 3), 4, 1))
        .hasMessageContaining("'net' need images of one number a pixel");
    assertThatThrownBy(() -> new MaskedConvolutions("net", IMAGES, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
