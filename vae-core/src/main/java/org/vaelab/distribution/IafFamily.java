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
import org.vaelab.network.MaskedMlp;

/// Inverse autoregressive flows (Kingma, Salimans, Jozefowicz, Chen, Sutskever and Welling 2016): φ
// =
/// (μ, log σ, context), P = 2Z + C; the masked networks, part of λ, are shared by all data points
/// and read a context of each. log q of other points than q's own samples takes Z runs of each
/// network. Before training q is a diagonal Gaussian.
///
/// @param layers L
/// @param hidden widths of each masked network's hidden layers
/// @param context C
public record IafFamily(int layers, List<Integer> hidden, int context) implements PosteriorFamily {

  public IafFamily {
    hidden = List.copyOf(hidden);
    if (layers < 1 || context < 1) {
      throw new IllegalArgumentException(
          "An inverse autoregressive flow needs a layer and a context, not %d and %d."
              .formatted(layers, context));
    }
  }

  @Override
  public String label() {
    return "inverse autoregressive flow of %d layers".formatted(layers);
  }

  @Override
  public int rowSize(int latentSize) {
    return TooLargeException.elements(
        "the parameters of an inverse autoregressive flow", 1, 2L * latentSize + context);
  }

  /// Each in the reversed order of the one before.
  private List<MaskedMlp> networks(int latentSize) {
    List<Integer> natural = MaskedMlp.natural(latentSize);
    return IntStream.range(0, layers)
        .mapToObj(
            layer ->
                new MaskedMlp(
                    "iaf." + layer,
                    layer % 2 == 0 ? natural : natural.reversed(),
                    context,
                    hidden,
                    2,
                    Activation.ELU))
        .toList();
  }

  @Override
  public List<ParameterSpec> parameters(int latentSize) {
    return networks(latentSize).stream().flatMap(net -> net.parameters().stream()).toList();
  }

  @Override
  public Posterior posterior(Graph graph, SDVariable phi, int latentSize) {
    SDVariable given = SafeOps.columns(phi, 2 * latentSize, rowSize(latentSize));
    List<AutoregressiveFlow.Conditioner> conditioners =
        networks(latentSize).stream().map(network -> conditioner(graph, network, given)).toList();
    return new FlowPosterior(
        this, graph, phi, latentSize, new AutoregressiveFlow(conditioners, latentSize));
  }

  private static AutoregressiveFlow.Conditioner conditioner(
      Graph graph, MaskedMlp network, SDVariable given) {
    return (rows, samples) -> network.apply(graph, rows, given, samples);
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
