package org.vaelab.distribution;

import static org.vaelab.graph.SafeOps.bySample;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;

/// Independent bits for each of B data points: z_l is 1 with probability σ(a_l), else 0.
///
/// @param logits a `[B, Z]`, or `[1, Z]` for the same of all
/// @param size Z
public record FactorisedBernoulli(SDVariable logits, int size) implements Posterior {

  /// How many normal numbers a sample of so many bits, or so many exponential numbers, takes.
  static int noiseSize(int size) {
    return Math.multiplyExact(2, size);
  }

  /// Exponential variables of mean 1, `[N, M]`: ½(ε² + ε'²) for normal noise `[N, 2M]`.
  static SDVariable exponential(SDVariable noise, int size) {
    SDVariable squares = noise.getSameDiff().math.square(noise);
    return SafeOps.columns(squares, 0, size)
        .add(SafeOps.columns(squares, size, noiseSize(size)))
        .mul(0.5);
  }

  /// An exponential variable exceeds −log σ(a) = softplus(−a) with probability σ(a).
  @Override
  public SDVariable sample(SDVariable noise, int samples) {
    SDVariable threshold = SafeOps.softplus(logits.neg());
    SDVariable excess = bySample(exponential(noise, size), samples, size).sub(threshold);
    return SafeOps.step(excess).reshape(-1, size);
  }

  @Override
  public boolean reparameterised() {
    return false;
  }

  /// The binary concrete σ((a + log(e^E − 1))/τ): E = −log U of a uniform U exceeds softplus(−a)
  /// where the argument is positive (Maddison, Mnih and Teh 2017).
  @Override
  public Optional<SDVariable> relaxed(SDVariable noise, int samples, double temperature) {
    var sd = logits.getSameDiff();
    SDVariable logistic = sd.math.log(sd.math.expm1(exponential(noise, size)));
    SDVariable scores = bySample(logistic, samples, size).add(logits).mul(1 / temperature);
    return Optional.of(sd.nn.sigmoid(scores.reshape(-1, size)));
  }

  /// Σ_l z·a − softplus(a)
  @Override
  public SDVariable logProb(SDVariable z, int samples) {
    return bySample(z, samples, size).mul(logits).sub(SafeOps.softplus(logits)).sum(2);
  }

  /// Σ_l softplus(a) − a·σ(a)
  @Override
  public Optional<SDVariable> entropy() {
    return Optional.of(
        SafeOps.sum(SafeOps.softplus(logits).sub(logits.mul(probabilities())), 1, size));
  }

  /// For r with logits b: Σ_l σ(a)·b − softplus(b)
  @Override
  public Optional<SDVariable> expectedLogProb(Posterior r) {
    if (!(r instanceof FactorisedBernoulli other)) {
      return Optional.empty();
    }
    SDVariable terms = probabilities().mul(other.logits).sub(SafeOps.softplus(other.logits));
    return Optional.of(SafeOps.sum(terms, 1, size));
  }

  /// For a prior of bits with logits b: Σ_l σ(a)·(a − b) − softplus(a) + softplus(b).
  @Override
  public Optional<SDVariable> kl(Graph graph, Prior prior) {
    if (!(prior instanceof BernoulliPrior bits)) {
      return Posterior.super.kl(graph, prior);
    }
    SDVariable b = bits.logits(graph);
    SDVariable crossed = probabilities().mul(logits.sub(b));
    SDVariable terms = crossed.sub(SafeOps.softplus(logits)).add(SafeOps.softplus(b));
    return Optional.of(SafeOps.sum(terms, 1, size));
  }

  /// σ(a)
  @Override
  public Optional<SDVariable> mean() {
    return Optional.of(probabilities());
  }

  private SDVariable probabilities() {
    return logits.getSameDiff().nn.sigmoid(logits);
  }
}
