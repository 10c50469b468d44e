package org.vaelab.evidence.exact;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.vaelab.statistics.LogMeanExp;

/// q(z) over all configurations of a discrete latent, as the proposal of importance sampling:
/// p̂_K(x) = (1/K) Σ_k p(x, z_k)/q(z_k), z_k ~ q (CS236, lecture on latent variable models). With
/// the uniform q it is |Z| times the mean of p(x, z). It is for small models, whose exact p(x) and
/// whose estimator's exact variance are sums over the same configurations.
public final class DiscreteProposal {
  private final double[] logProbability;
  private final double[] cumulative;

  private DiscreteProposal(double[] logProbability) {
    this.logProbability = logProbability;
    cumulative = new double[logProbability.length];
    double sum = 0;
    for (int c = 0; c < cumulative.length; c++) {
      sum += Math.exp(logProbability[c]);
      cumulative[c] = sum;
    }
  }

  /// Every configuration alike.
  ///
  /// @param count |Z|
  public static DiscreteProposal uniform(int count) {
    double[] logProbability = new double[count];
    Arrays.fill(logProbability, -Math.log(count));
    return new DiscreteProposal(logProbability);
  }

  /// Independent bits, such as an encoder's q or the prior.
  ///
  /// @param logits `[Z]`
  public static DiscreteProposal bits(float[] logits) {
    double[] logProbability = new double[1 << logits.length];
    for (int c = 0; c < logProbability.length; c++) {
      for (int l = 0; l < logits.length; l++) {
        int bit = c >> (logits.length - 1 - l) & 1;
        logProbability[c] -= Math.log1p(Math.exp(bit == 1 ? -logits[l] : (double) logits[l]));
      }
    }
    return new DiscreteProposal(logProbability);
  }

  /// p(z given x) itself, whose weights are all p(x).
  public static DiscreteProposal exact(DiscretePosterior posterior) {
    double[] logProbability = new double[posterior.size()];
    Arrays.setAll(logProbability, c -> posterior.logJoint(c) - posterior.logEvidence());
    return new DiscreteProposal(logProbability);
  }

  /// q(z) of a configuration.
  public double probability(int configuration) {
    return Math.exp(logProbability[configuration]);
  }

  /// A configuration drawn from q.
  public int draw(RandomGenerator generator) {
    double u = generator.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, u);
    int c = found >= 0 ? found + 1 : -found - 1; // The first whose cumulative is above u.
    return Math.min(c, cumulative.length - 1);
  }

  /// log p̂_K(x) after each of several numbers of the same draws.
  ///
  /// @param samples K, ascending
  /// @return in nats, as many
  public double[] logEstimates(
      DiscretePosterior posterior, int[] samples, RandomGenerator generator) {
    double[] estimates = new double[samples.length];
    LogMeanExp mean = new LogMeanExp();
    int drawn = 0;
    for (int i = 0; i < samples.length; i++) {
      for (; drawn < samples[i]; drawn++) {
        int c = draw(generator);
        mean.add(posterior.logJoint(c) - logProbability[c]);
      }
      estimates[i] = mean.logMean();
    }
    return estimates;
  }

  /// The ELBO: E_q[log p(x, z) − log q(z)], in nats.
  public double elbo(DiscretePosterior posterior) {
    double sum = 0;
    for (int c = 0; c < logProbability.length; c++) {
      double q = probability(c);
      sum += q == 0 ? 0 : q * (posterior.logJoint(c) - logProbability[c]);
    }
    return sum;
  }

  /// The variance of p̂_1(x)/p(x), which is χ²(p(z given x) ‖ q) = Σ_z p(z given x)²/q(z) − 1. That
  /// of K samples is K times smaller.
  public double relativeVariance(DiscretePosterior posterior) {
    double sum = 0;
    for (int c = 0; c < logProbability.length; c++) {
      double log = posterior.logJoint(c) - posterior.logEvidence();
      sum += Math.exp(2 * log - logProbability[c]);
    }
    return Math.max(0, sum - 1);
  }
}
