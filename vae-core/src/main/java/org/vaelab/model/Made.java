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
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.SafeOps;
import org.vaelab.network.Activation;
import org.vaelab.network.MaskedMlp;

/// Bits of which each depends on those before it through one masked network: p(x) = Π_d
/// Bernoulli(x_d; σ(a_d(x_1 ... x_{d−1}))) (Germain, Gregor, Murray and Larochelle 2015). Without
/// hidden layers it is [AutoregressiveBernoulli]. It starts as fair coins.
///
/// @param dataSize D
/// @param hidden widths of the network's hidden layers
public record Made(int dataSize, List<Integer> hidden, Activation activation)
    implements DensityModel {

  public Made {
    hidden = List.copyOf(hidden);
  }

  private MaskedMlp network() {
    return new MaskedMlp("made", MaskedMlp.natural(dataSize), 0, hidden, 1, activation);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return network().parameters();
  }

  /// Σ_d x·a − softplus(a)
  @Override
  public SDVariable logProb(Graph graph, SDVariable x) {
    SDVariable logits = network().apply(graph, x);
    return SafeOps.sum(x.mul(logits).sub(SafeOps.softplus(logits)), 1, dataSize);
  }

  /// Draws x, one bit after the other: the network runs D times.
  ///
  /// @param theta float parameters
  /// @param count N
  /// @return `[N, D]`, row-major
  public float[] draw(
      GraphExecutor executor, Parameters theta, int count, RandomGenerator generator) {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable logits = network().apply(graph, data(graph));
    graph.output("probability", logits.getSameDiff().nn.sigmoid(logits));
    float[] x = HostArrays.allocate("draws [count x data size]", count, dataSize);
    try (CompiledGraph compiled = executor.compile(graph, List.of("probability"), List.of());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.share(theta);
      for (int d = 0; d < dataSize; d++) {
        inputs.set("x", x, count, dataSize);
        float[] probability = HostArrays.floats(compiled.run(inputs).output("probability"));
        for (int at = d; at < x.length; at += dataSize) {
          x[at] = generator.nextDouble() < probability[at] ? 1 : 0;
        }
      }
    }
    return x;
  }
}
