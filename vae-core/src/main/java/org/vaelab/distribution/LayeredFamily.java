package org.vaelab.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;
import org.vaelab.network.Network;

/// q(z₁, z₂) = q(z₁; φ) q(z₂ given z₁) for a [LayeredPrior]: q(z₂ given z₁) is a diagonal Gaussian
/// by a network that all data points share, part of λ (Rezende, Mohamed and Wierstra 2014; Burda,
/// Grosse and Salakhutdinov 2016). For more layers q(z₁; φ) may have layers itself.
///
/// @param bottom the family of q(z₁; φ), whose rows are the family's rows φ
/// @param network from z₁ to (μ, log σ) of z₂
public record LayeredFamily(PosteriorFamily bottom, Network network) implements PosteriorFamily {

  public LayeredFamily {
    if (network.out() % 2 != 0) {
      throw new IllegalArgumentException(
          "The layer's network gives %d numbers, but means and logarithms of scales are an even number."
              .formatted(network.out()));
    }
  }

  private int bottomSize() {
    return network.in();
  }

  private int topSize() {
    return network.out() / 2;
  }

  @Override
  public String label() {
    return "%s and a layer of %d".formatted(bottom.label(), topSize());
  }

  @Override
  public int rowSize(int latentSize) {
    if (latentSize != bottomSize() + topSize()) {
      throw new IllegalArgumentException(
          "z has %d numbers, but the layers of q have %d and %d."
              .formatted(latentSize, bottomSize(), topSize()));
    }
    return bottom.rowSize(bottomSize());
  }

  @Override
  public int noiseSize(int latentSize) {
    return Math.addExact(bottom.noiseSize(bottomSize()), topSize());
  }

  @Override
  public List<ParameterSpec> parameters(int latentSize) {
    List<ParameterSpec> all = new ArrayList<>(bottom.parameters(bottomSize()));
    all.addAll(network.parameters());
    return all;
  }

  @Override
  public Posterior posterior(Graph graph, SDVariable phi, int latentSize) {
    return new Layers(graph, bottom.posterior(graph, phi, bottomSize()));
  }

  @Override
  public float[] initialRow(int latentSize, RandomGenerator start) {
    return bottom.initialRow(bottomSize(), start);
  }

  @Override
  public float[] randomRow(int latentSize, RandomGenerator generator) {
    return bottom.randomRow(bottomSize(), generator);
  }

  private final class Layers implements Posterior {
    private final Graph graph;
    private final Posterior first;

    Layers(Graph graph, Posterior first) {
      this.graph = graph;
      this.first = first;
    }

    private DiagonalGaussian second(SDVariable z1) {
      return DiagonalGaussian.ofRows(network.apply(graph, z1), topSize());
    }

    @Override
    public SDVariable sample(SDVariable noise, int samples) {
      int split = bottom.noiseSize(bottomSize());
      SDVariable z1 = first.sample(SafeOps.columns(noise, 0, split), samples);
      SDVariable z2 = second(z1).sample(SafeOps.columns(noise, split, split + topSize()), 1);
      return noise.getSameDiff().concat(1, z1, z2);
    }

    @Override
    public boolean reparameterised() {
      return first.reparameterised();
    }

    /// log q(z₁) + log q(z₂ given z₁)
    @Override
    public SDVariable logProb(SDVariable z, int samples) {
      SDVariable z1 = SafeOps.columns(z, 0, bottomSize());
      SDVariable z2 = SafeOps.columns(z, bottomSize(), bottomSize() + topSize());
      return first.logProb(z1, samples).add(second(z1).logProb(z2, 1).reshape(samples, -1));
    }

    /// The network stays a function of z₁.
    @Override
    public Optional<Posterior> detached() {
      return first.detached().map(fixed -> new Layers(graph.withConstantParameters(), fixed));
    }
  }
}
