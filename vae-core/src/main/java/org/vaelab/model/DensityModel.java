package org.vaelab.model;

import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;

/// A model p(x; θ) without latent variables, whose log-density is exact.
public interface DensityModel {

  /// D, the size of x.
  int dataSize();

  /// θ.
  List<ParameterSpec> parameters();

  /// log p(x; θ).
  ///
  /// @param x `[B, D]`
  /// @return `[B]`, in nats
  SDVariable logProb(Graph graph, SDVariable x);

  /// log p(x; θ) of each data point, in nats.
  ///
  /// @param theta float parameters
  /// @param x `[N, D]`, row-major
  default double[] logLikelihood(GraphExecutor executor, Parameters theta, float[] x) {
    int size = dataSize();
    int most = 1000 * size; // As much at a time: all would need much memory, and be no faster.
    Graph graph = new Graph(DataType.FLOAT);
    graph.output("log p", logProb(graph, data(graph)));
    double[] values = new double[x.length / size];
    try (CompiledGraph compiled = executor.compile(graph, List.of("log p"), List.of());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.share(theta);
      for (int from = 0; from < x.length; from += most) {
        float[] batch = Arrays.copyOfRange(x, from, Math.min(x.length, from + most));
        inputs.set("x", batch, batch.length / size, size);
        float[] of = HostArrays.floats(compiled.run(inputs).output("log p"));
        for (int i = 0; i < of.length; i++) {
          values[from / size + i] = of[i];
        }
      }
    }
    return values;
  }

  /// The data points as a graph input `x` `[B, D]`.
  default SDVariable data(Graph graph) {
    return graph.input("x", -1, dataSize());
  }
}
