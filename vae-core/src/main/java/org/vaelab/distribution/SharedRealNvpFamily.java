package org.vaelab.distribution;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;
import org.vaelab.graph.TooLargeException;
import org.vaelab.network.Activation;
import org.vaelab.network.ConditionalMlp;

/// RealNVP flows whose coupling networks all data points share and which read a context of each
/// (Dinh, Sohl-Dickstein and Bengio 2017; Rezende and Mohamed 2015): φ = (μ, log σ, context), P =
// 2Z
/// + C, the networks part of λ. Before training q is a diagonal Gaussian.
///
/// @param layers L couplings
/// @param hidden widths of each coupling network's hidden layers
/// @param context C
public record SharedRealNvpFamily(int layers, List<Integer> hidden, int context)
    implements PosteriorFamily {

  public SharedRealNvpFamily {
    hidden = List.copyOf(hidden);
    if (layers < 1 || context < 1) {
      throw new IllegalArgumentException(
          "A shared RealNVP flow needs a layer and a context, not %d and %d."
              .formatted(layers, context));
    }
  }

  @Override
  public String label() {
    return "RealNVP flow of %d shared layers".formatted(layers);
  }

  @Override
  public int rowSize(int latentSize) {
    CouplingFlow.require("A RealNVP flow", layers, latentSize);
    return TooLargeException.elements(
        "the parameters of a shared RealNVP flow", 1, 2L * latentSize + context);
  }

  private List<ConditionalMlp> networks(int latentSize) {
    return networks("realnvp", layers, context, hidden, latentSize);
  }

  /// The networks of a flow's couplings.
  static List<ConditionalMlp> networks(
      String name, int layers, int context, List<Integer> hidden, int size) {
    return IntStream.range(0, layers)
        .mapToObj(
            layer -> {
              int kept = CouplingFlow.kept(layer, size);
              return new ConditionalMlp(
                  name + "." + layer, kept, context, hidden, 2 * (size - kept), Activation.TANH);
            })
        .toList();
  }

  /// @param given the context `[B, C]`, not read by networks without one
  static CouplingFlow.Coupling coupling(Graph graph, ConditionalMlp network, SDVariable given) {
    return (kept, samples) -> network.apply(graph, kept, given, samples);
  }

  @Override
  public List<ParameterSpec> parameters(int latentSize) {
    return networks(latentSize).stream().flatMap(net -> net.parameters().stream()).toList();
  }

  @Override
  public Posterior posterior(Graph graph, SDVariable phi, int latentSize) {
    SDVariable given = SafeOps.columns(phi, 2 * latentSize, rowSize(latentSize));
    List<CouplingFlow.Coupling> couplings =
        networks(latentSize).stream().map(network -> coupling(graph, network, given)).toList();
    return new FlowPosterior(this, graph, phi, latentSize, new CouplingFlow(couplings, latentSize));
  }

  /// μ = 0, σ = 1, context 0.
  @Override
  public float[] initialRow(int latentSize, RandomGenerator start) {
    return new float[rowSize(latentSize)];
  }

  @Override
  public float[] randomRow(int latentSize, RandomGenerator generator) {
    return DiagonalRows.randomWithContext(rowSize(latentSize), latentSize, generator);
  }
}
