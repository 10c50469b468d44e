package org.vaelab.inference;

import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.network.Network;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Amortized inference: φ = f_λ(x), one encoder for all data points (Kingma and Welling 2014).
///
/// @param family what the encoder's outputs parameterise
/// @param latentSize Z
/// @param encoder f_λ, from x to φ
public record Amortized(PosteriorFamily family, int latentSize, Network encoder)
    implements InferenceStrategy {

  /// @throws IllegalArgumentException if the encoder's outputs are no rows of the family
  public Amortized {
    if (encoder.out() != family.rowSize(latentSize)) {
      throw new IllegalArgumentException(
          "The encoder gives %d numbers, but a %s over %d latent dimensions takes %d."
              .formatted(encoder.out(), family.label(), latentSize, family.rowSize(latentSize)));
    }
  }

  /// A fully connected encoder.
  ///
  /// @param dataSize D
  /// @param hidden widths of the encoder's hidden layers, from x to φ
  public Amortized(
      PosteriorFamily family,
      int dataSize,
      int latentSize,
      List<Integer> hidden,
      Activation activation) {
    this(
        family,
        latentSize,
        new Mlp("encoder", dataSize, hidden, family.rowSize(latentSize), activation));
  }

  @Override
  public List<ParameterSpec> parameters() {
    return encoder.parameters();
  }

  @Override
  public SDVariable phi(Graph graph, SDVariable x, int latent) {
    return encoder.apply(graph, x);
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
        inputs.share(parameters).set("x", x, data.length, encoder.in());
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
