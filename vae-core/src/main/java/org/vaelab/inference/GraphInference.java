package org.vaelab.inference;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Parameters;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// φ = f_λ(x), as a strategy writes it into a graph.
///
/// @param dataSize D
record GraphInference(CompiledGraph compiled, Inputs inputs, int dataSize) implements Inference {

  static GraphInference compile(
      GraphExecutor executor, LatentVariableModel model, InferenceStrategy strategy) {
    Graph graph = new Graph(DataType.FLOAT);
    graph.output("phi", strategy.phi(graph, model.data(graph), model.latentSize()));
    return new GraphInference(
        executor.compile(graph, List.of("phi"), List.of()),
        new Inputs(DataType.FLOAT),
        model.dataSize());
  }

  @Override
  public float[] infer(Parameters parameters, float[] x, int[] data, NoiseSource noise) {
    noise.requireFor(Purpose.LOCAL_OPTIMISATION);
    inputs.share(parameters).set("x", x, data.length, dataSize);
    return HostArrays.floats(compiled.run(inputs).output("phi"));
  }

  @Override
  public void close() {
    compiled.close();
    inputs.close();
  }
}
