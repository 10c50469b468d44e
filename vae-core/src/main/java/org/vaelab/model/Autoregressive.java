package org.vaelab.model;

import java.util.List;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.SafeOps;

/// Bits of which each depends on those before it: p(x) = Π_d Bernoulli(x_d; σ(a_d(x_1 ...
/// x_{d−1}))) (CS236, lecture on autoregressive models).
public interface Autoregressive extends DensityModel {

  /// The logits a of all bits at once.
  ///
  /// @param x `[B, D]`
  /// @return `[B, D]`, of which column d reads the columns before d alone
  SDVariable logits(Graph graph, SDVariable x);

  /// Σ_d x·a − softplus(a)
  @Override
  default SDVariable logProb(Graph graph, SDVariable x) {
    SDVariable logits = logits(graph, x);
    return SafeOps.sum(x.mul(logits).sub(SafeOps.softplus(logits)), 1, dataSize());
  }

  /// Draws x, one bit after the other: the network runs D times.
  ///
  /// @param theta float parameters
  /// @param count N
  /// @return `[N, D]`, row-major
  default float[] draw(
      GraphExecutor executor, Parameters theta, int count, RandomGenerator generator) {
    int size = dataSize();
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable logits = logits(graph, data(graph));
    graph.output("probability", logits.getSameDiff().nn.sigmoid(logits));
    float[] x = HostArrays.allocate("draws [count x data size]", count, size);
    try (CompiledGraph compiled = executor.compile(graph, List.of("probability"), List.of());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.share(theta);
      for (int d = 0; d < size; d++) {
        inputs.set("x", x, count, size);
        float[] probability = HostArrays.floats(compiled.run(inputs).output("probability"));
        for (int at = d; at < x.length; at += size) {
          x[at] = generator.nextDouble() < probability[at] ? 1 : 0;
        }
      }
    }
    return x;
  }
}
