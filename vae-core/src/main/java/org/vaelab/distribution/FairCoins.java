package org.vaelab.distribution;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;

/// Independent bits, each 1 with probability ½, with nothing to learn: p(z) = 2^−Z.
///
/// @param size Z
public record FairCoins(int size) implements Prior {
  @Override
  public String label() {
    return "fair coins";
  }

  @Override
  public Optional<Support> support() {
    return Optional.of(Support.uniform(size, 2, false));
  }

  /// −Z log 2 of every z; the z of a relaxation have it, too.
  @Override
  public SDVariable logProb(Graph graph, SDVariable z, int samples) {
    return z.mul(0).sum(1).reshape(samples, -1).sub(entropy());
  }

  /// H(p) = Z log 2, in nats.
  public double entropy() {
    return size * Math.log(2);
  }

  @Override
  public int noiseSize() {
    return FactorisedBernoulli.noiseSize(size);
  }

  @Override
  public SDVariable sample(Graph graph, SDVariable noise) {
    // An exponential variable exceeds log 2 with probability ½.
    return SafeOps.step(FactorisedBernoulli.exponential(noise, size).sub(Math.log(2)));
  }

  /// Z log 2 − H(q)
  @Override
  public Optional<SDVariable> klFrom(Graph graph, Posterior posterior) {
    return posterior.entropy().map(h -> h.neg().add(entropy()));
  }
}
