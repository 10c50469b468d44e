package org.vaelab.distribution;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;
import org.vaelab.network.Network;

/// q(z; φ) = q(z₁; φ) q(z₂ given z₁) for a [LayeredPrior]: φ = (μ, log σ) of z₁, P = 2Z₁, and a
/// network that all data points share for z₂, as the bottom-up inference of Rezende, Mohamed and
/// Wierstra 2014.
///
/// @param network from z₁ to (μ, log σ) of z₂, `[2Z₂]`; part of λ
public record LayeredFamily(Network network) implements PosteriorFamily {
  private static final DiagonalGaussianFamily LOWER = new DiagonalGaussianFamily();

  @Override
  public String label() {
    return "Gaussian layers";
  }

  /// @throws IllegalArgumentException if z has not as many numbers as the network's two sides
  @Override
  public int rowSize(int latentSize) {
    if (network.out() != 2 * (latentSize - network.in())) {
      throw new IllegalArgumentException(
          "The network of Gaussian layers maps %d numbers of z to %d, but z has %d, and (μ, log σ) of the others are %d."
              .formatted(network.in(), network.out(), latentSize, 2 * (latentSize - network.in())));
    }
    return LOWER.rowSize(network.in());
  }

  @Override
  public List<ParameterSpec> parameters(int latentSize) {
    return network.parameters();
  }

  @Override
  public Posterior posterior(Graph graph, SDVariable phi, int latentSize) {
    return new Layers(graph, DiagonalGaussian.ofRows(phi, network.in()), network);
  }

  @Override
  public float[] initialRow(int latentSize, RandomGenerator start) {
    return new float[rowSize(latentSize)];
  }

  @Override
  public float[] randomRow(int latentSize, RandomGenerator generator) {
    return LOWER.randomRow(network.in(), generator);
  }

  /// @param lower q(z₁)
  private record Layers(Graph graph, DiagonalGaussian lower, Network network) implements Posterior {
    private int upperSize() {
      return network.out() / 2;
    }

    /// q(z₂ given z₁), a row for each z₁.
    private DiagonalGaussian upper(SDVariable below) {
      return DiagonalGaussian.ofRows(network.apply(graph, below), upperSize());
    }

    @Override
    public SDVariable sample(SDVariable noise, int samples) {
      int split = network.in();
      SDVariable below = lower.sample(SafeOps.columns(noise, 0, split), samples);
      SDVariable above = upper(below).sample(SafeOps.columns(noise, split, split + upperSize()), 1);
      return noise.getSameDiff().concat(1, below, above);
    }

    @Override
    public SDVariable logProb(SDVariable z, int samples) {
      int split = network.in();
      SDVariable below = SafeOps.columns(z, 0, split);
      SDVariable above = SafeOps.columns(z, split, split + upperSize());
      return lower.logProb(below, samples).add(upper(below).logProb(above, 1).reshape(samples, -1));
    }

    @Override
    public Optional<Posterior> detached() {
      return lower
          .detached()
          .map(
              fixed ->
                  new Layers(graph.withConstantParameters(), (DiagonalGaussian) fixed, network));
    }
  }
}
