package org.vaelab.distribution;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;

/// p(z; θ) = Σ_c π_c N(z; μ_c, diag σ_c²) with learned weights, means and scales. It starts with
/// equal weights, σ = 1 and means drawn from N(0, I).
///
/// @param size Z
/// @param components C
public record MixturePrior(int size, int components) implements Prior {

  public MixturePrior {
    requireComponents(components);
  }

  static void requireComponents(int components) {
    if (components < 1) {
      throw new IllegalArgumentException(
          "A mixture needs at least one component, not %d.".formatted(components));
    }
  }

  private ParameterSpec logits() {
    return ParameterSpec.constantRow("prior.logits", components, 0);
  }

  private ParameterSpec means() {
    return new ParameterSpec(
        "prior.means",
        new long[] {components, size},
        (shape, generator) -> {
          float[] means = HostArrays.allocate("the means of the prior", shape);
          for (int i = 0; i < means.length; i++) {
            means[i] = (float) generator.nextGaussian();
          }
          return means;
        });
  }

  private ParameterSpec logScales() {
    return new ParameterSpec(
        "prior.logScales",
        new long[] {components, size},
        (shape, generator) -> HostArrays.allocate("the scales of the prior", shape));
  }

  @Override
  public String label() {
    return "mixture of %d Gaussians".formatted(components);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of(logits(), means(), logScales());
  }

  private DiagonalMixture mixture(Graph graph) {
    SDVariable logits = graph.parameter(logits());
    SDVariable total = SafeOps.logSumExp(logits, 1, components).reshape(1, 1);
    return new DiagonalMixture(
        graph.parameter(means()),
        graph.parameter(logScales()),
        logits.sub(total),
        components,
        size);
  }

  @Override
  public SDVariable logProb(Graph graph, SDVariable z, int samples) {
    return mixture(graph).logProb(z, samples);
  }

  @Override
  public int noiseSize() {
    return DiagonalMixture.noiseSize(size);
  }

  @Override
  public SDVariable sample(Graph graph, SDVariable noise) {
    return mixture(graph).sample(graph, noise);
  }
}
