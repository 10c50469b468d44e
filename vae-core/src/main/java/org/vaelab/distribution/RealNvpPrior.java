package org.vaelab.distribution;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.network.ConditionalMlp;

/// A learned RealNVP flow of N(0, I) (Dinh, Sohl-Dickstein and Bengio 2017): z = f(ε), log p(z) =
// log
/// N(f⁻¹(z); 0, I) + log |det ∂f⁻¹/∂z|. It starts as N(0, I).
///
/// @param size Z, at least 2
/// @param layers L couplings
/// @param hidden widths of each coupling network's hidden layers
public record RealNvpPrior(int size, int layers, List<Integer> hidden) implements Prior {

  public RealNvpPrior {
    hidden = List.copyOf(hidden);
    CouplingFlow.require("A RealNVP prior", layers, size);
  }

  private List<ConditionalMlp> networks() {
    return SharedRealNvpFamily.networks("prior", layers, 0, hidden, size);
  }

  @Override
  public String label() {
    return "RealNVP flow of %d layers".formatted(layers);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return networks().stream().flatMap(net -> net.parameters().stream()).toList();
  }

  private CouplingFlow flow(Graph graph, SDVariable rows) {
    return new CouplingFlow(
        networks().stream().map(net -> SharedRealNvpFamily.coupling(graph, net, rows)).toList(),
        size);
  }

  @Override
  public SDVariable logProb(Graph graph, SDVariable z, int samples) {
    Flow.Image noise = flow(graph, z).inverse(z, samples);
    return Flow.logNormal(noise.rows(), samples, size).add(noise.logDeterminant());
  }

  @Override
  public SDVariable sample(Graph graph, SDVariable noise) {
    return flow(graph, noise).forward(noise, 1).rows();
  }
}
