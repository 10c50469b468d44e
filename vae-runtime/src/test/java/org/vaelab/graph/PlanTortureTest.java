package org.vaelab.graph;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.Torture;

/// Plans of random sizes, with products, broadcasts and reductions over either dimension, against
/// SameDiff in double precision.
@Tag("torture")
class PlanTortureTest {
  private static final int[] EDGES = {2, 3, 6, 7, 15, 16, 17, 31, 32, 33, 47, 48, 63, 64, 65, 97};

  private static int size(SplittableRandom random, int most) {
    return random.nextBoolean()
        ? EDGES[random.nextInt(EDGES.length)]
        : 2 + random.nextInt(most - 1);
  }

  static Graph network(DataType type, int in, int hidden, int out, int samples) {
    Graph graph = new Graph(type);
    SDVariable z = graph.input("noise", -1, in);
    SDVariable x = graph.input("x", -1, out);
    var math = z.getSameDiff().math;
    SDVariable h = math.tanh(z.mmul(graph.input("v", in, hidden)).add(graph.input("b", 1, hidden)));
    SDVariable a = h.mmul(graph.input("w", hidden, out)).add(graph.input("c", 1, out));
    SDVariable bySample = SafeOps.bySample(a, samples, out);
    SDVariable logProb = bySample.mul(x).sub(SafeOps.softplus(bySample)).sum(2);
    SDVariable centred = h.sub(h.mean(true, 0)).mul(h.sum(true, 1).mul(0.1));
    graph.output("logProb", logProb);
    graph.output("columns", math.square(centred).mean(0));
    graph.output("bound", SafeOps.logMeanExp(logProb, 0, samples));
    graph.objective(logProb.mean().add(math.square(centred).mean()));
    return graph;
  }

  @Test
  void networks() {
    SplittableRandom random = Torture.random("networks");
    for (int i = 0; i < Torture.tries(); i++) {
      int in = size(random, 40);
      int hidden = size(random, 150);
      int out = size(random, 300);
      int samples = 2 + random.nextInt(4);
      new Agreement(
              type -> network(type, in, hidden, out, samples),
              List.of("logProb", "columns", "bound"),
              List.of("v", "b", "w", "c"))
          .verify(samples, size(random, 120), 2 + random.nextInt(200));
    }
  }
}
