package org.vaelab.distribution;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;
import org.vaelab.network.Network;

/// Two stochastic layers, z = (z₁, z₂): p(z₂) p(z₁ given z₂), the second N(μ(z₂), diag σ²(z₂)), as
// in
/// Rezende, Mohamed and Wierstra 2014. The top may have layers itself. A decoder that reads z₁
// alone
/// is a [org.vaelab.network.FirstColumns].
///
/// @param top p(z₂)
/// @param network from z₂ to (μ, log σ) of z₁, `[2Z₁]`
public record LayeredPrior(Prior top, Network network) implements Prior {

  /// @throws IllegalArgumentException if the network does not fit
  public LayeredPrior {
    if (network.in() != top.size() || network.out() % 2 != 0) {
      throw new IllegalArgumentException(
          "The network between two layers maps %d numbers to %d, but the layer above has %d and (μ, log σ) are an even number."
              .formatted(network.in(), network.out(), top.size()));
    }
    top.requireContinuous("A layer below another");
  }

  /// Z₁
  public int lowerSize() {
    return network.out() / 2;
  }

  @Override
  public String label() {
    return "%d numbers given %d of %s".formatted(lowerSize(), top.size(), top.label());
  }

  @Override
  public int size() {
    return lowerSize() + top.size();
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> all = new ArrayList<>(network.parameters());
    all.addAll(top.parameters());
    return all;
  }

  /// p(z₁ given z₂), a row for each z₂.
  private DiagonalGaussian lower(Graph graph, SDVariable upper) {
    return DiagonalGaussian.ofRows(network.apply(graph, upper), lowerSize());
  }

  /// log p(z₁ given z₂) + log p(z₂)
  @Override
  public SDVariable logProb(Graph graph, SDVariable z, int samples) {
    SDVariable upper = SafeOps.columns(z, lowerSize(), size());
    SDVariable given =
        lower(graph, upper).logProb(SafeOps.columns(z, 0, lowerSize()), 1).reshape(samples, -1);
    return given.add(top.logProb(graph, upper, samples));
  }

  @Override
  public int noiseSize() {
    return lowerSize() + top.noiseSize();
  }

  /// The layer above first.
  @Override
  public SDVariable sample(Graph graph, SDVariable noise) {
    SDVariable upper = top.sample(graph, SafeOps.columns(noise, lowerSize(), noiseSize()));
    SDVariable lower = lower(graph, upper).sample(SafeOps.columns(noise, 0, lowerSize()), 1);
    return noise.getSameDiff().concat(1, lower, upper);
  }
}
