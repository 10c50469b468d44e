package org.vaelab.model;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.distribution.FairCoins;
import org.vaelab.distribution.Prior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;

/// A density of bits of which some are not observed: those are the latent variable, p(x, z; θ) is
/// the density of all of them, and p(x; θ) = Σ_z p(x, z; θ) of those that are observed has 2^Z
/// terms (CS236, lecture on latent variable models: the missing half of an image).
///
/// Such a joint is no product of a prior and a likelihood that could be told apart, so fair coins
/// p₀(z) = 2^−Z stand in for the prior and log p(x, z) − log p₀(z) for log p(x given z). All that
/// is made of the joint (bounds, weights, sums over z) is what it must be, and the KL form of the
/// ELBO is E_q[log p(x, z)] + H(q); its two terms mean nothing by themselves.
///
/// @param density of all D bits
/// @param hidden the dimensions that are not observed, in the order of z
public record PartlyObserved(DensityModel density, List<Integer> hidden)
    implements LatentVariableModel {

  /// @throws IllegalArgumentException if nothing is hidden, a dimension is named twice or is not
  ///     there
  public PartlyObserved {
    hidden = List.copyOf(hidden);
    int size = density.dataSize();
    if (hidden.isEmpty()
        || hidden.stream().distinct().count() < hidden.size()
        || hidden.stream().anyMatch(d -> d < 0 || d >= size)) {
      throw new IllegalArgumentException(
          "Hidden dimensions are one or more of 0 to %d, each named once, not %s."
              .formatted(size - 1, hidden));
    }
  }

  @Override
  public int dataSize() {
    return density.dataSize();
  }

  @Override
  public Prior prior() {
    return new FairCoins(hidden.size());
  }

  @Override
  public List<ParameterSpec> parameters() {
    return density.parameters();
  }

  /// log p(x, z) + Z log 2.
  ///
  /// @param x `[B, D]`, not read where it is hidden
  @Override
  public SDVariable logLikelihood(Graph graph, SDVariable x, SDVariable z, int samples) {
    double coins = new FairCoins(hidden.size()).entropy();
    return density.logProb(graph, filled(graph, x, z, samples)).reshape(samples, -1).add(coins);
  }

  /// x with z in its hidden places, `[K*B, D]`.
  private SDVariable filled(Graph graph, SDVariable x, SDVariable z, int samples) {
    int size = dataSize();
    INDArray places = HostArrays.zeros(graph.type(), hidden.size(), size);
    INDArray observed = HostArrays.zeros(graph.type(), 1, size).addi(1);
    for (int l = 0; l < hidden.size(); l++) {
      places.putScalar(l, hidden.get(l), 1);
      observed.putScalar(0, hidden.get(l), 0);
    }
    SDVariable inPlace = z.mmul(z.getSameDiff().constant(places));
    SDVariable seen = x.mul(z.getSameDiff().constant(observed));
    return SafeOps.bySample(inPlace, samples, size).add(seen).reshape(-1, size);
  }

  /// @throws UnsupportedOperationException always: given z, the observed bits of a density have no
  ///     mean in closed form
  @Override
  public SDVariable mean(Graph graph, SDVariable z) {
    throw new UnsupportedOperationException(
        "E[x | z] of a partly observed density has no closed form; draw completions by GibbsSampling.");
  }
}
