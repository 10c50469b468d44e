package org.vaelab.inference;

import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.model.Activation;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.Mlp;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Amortized inference: φ = f_λ(x), one encoder for all data points (Kingma and Welling 2014).
///
/// @param family what the encoder's outputs parameterise
/// @param dataSize D
/// @param latentSize Z
/// @param hidden widths of the encoder's hidden layers, from x to φ
public record Amortized(
    PosteriorFamily family,
    int dataSize,
    int latentSize,
    List<Integer> hidden,
    Activation activation)
    implements InferenceStrategy {

  public Amortized {
    hidden = List.copyOf(hidden);
  }

  private Mlp encoder() {
    return new Mlp("encoder", dataSize, hidden, family.rowSize(latentSize), activation);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return encoder().parameters();
  }

  @Override
  public SDVariable phi(Graph graph, SDVariable x, int latent) {
    return encoder().apply(graph, x);
  }

  @Override
  public Optional<InnerLoop> innerLoop() {
    return Optional.empty();
  }

  @Override
  public Inference open(GraphExecutor executor, LatentVariableModel model) {
    Graph graph = new Graph(DataType.FLOAT);
    graph.output("phi", phi(graph, model.data(graph), latentSize));
    CompiledGraph compiled = executor.compile(graph, List.of("phi"), List.of());
    Inputs inputs = new Inputs(DataType.FLOAT);
    return new Inference() {
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
    };
  }
}
