package org.vaelab.distribution;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;

/// q(z) = p(z) for every data point: the proposal of naive Monte Carlo and the start of annealing.
/// A row φ is one number without effect.
public record PriorFamily(Prior prior) implements PosteriorFamily {
  @Override
  public String label() {
    return "the prior " + prior.label();
  }

  @Override
  public int rowSize(int latentSize) {
    return 1;
  }

  @Override
  public int noiseSize(int latentSize) {
    return prior.noiseSize();
  }

  @Override
  public Posterior posterior(Graph graph, SDVariable phi, int latentSize) {
    return new Posterior() {
      @Override
      public SDVariable sample(SDVariable noise, int samples) {
        return prior.sample(graph, noise);
      }

      @Override
      public boolean reparameterised() {
        return prior.support().isEmpty();
      }

      @Override
      public SDVariable logProb(SDVariable z, int samples) {
        return prior.logProb(graph, z, samples);
      }

      @Override
      public Optional<SDVariable> kl(Graph inGraph, Prior other) {
        return other.equals(prior)
            ? Optional.of(SafeOps.sum(phi.mul(0), 1, 1))
            : Posterior.super.kl(inGraph, other);
      }
    };
  }

  @Override
  public float[] initialRow(int latentSize, RandomGenerator start) {
    return new float[1];
  }

  @Override
  public float[] randomRow(int latentSize, RandomGenerator generator) {
    return initialRow(latentSize, generator);
  }
}
