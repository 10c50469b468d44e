package org.vaelab.evidence.exact;

import org.vaelab.distribution.Support;

/// The exact posterior of one data point over all configurations of a discrete latent, and log
/// p(x). Configurations are numbered as by [Support].
public final class DiscretePosterior {
  private final Support support;
  private final double[] logJoint;
  private final double logEvidence;

  DiscretePosterior(Support support, double[] logJoint, double logEvidence) {
    this.support = support;
    this.logJoint = logJoint;
    this.logEvidence = logEvidence;
  }

  /// log p(x) in nats.
  public double logEvidence() {
    return logEvidence;
  }

  /// The number of configurations.
  public int size() {
    return logJoint.length;
  }

  /// log p(x, z) of a configuration, in nats.
  public double logJoint(int configuration) {
    return logJoint[configuration];
  }

  /// p(z given x) of a configuration.
  public double probability(int configuration) {
    return Math.exp(logProbability(configuration));
  }

  /// log p(z given x) of a configuration, in nats.
  public double logProbability(int configuration) {
    return logJoint[configuration] - logEvidence;
  }

  /// The values of the latent variables in a configuration, `[L]`.
  public int[] values(int configuration) {
    return support.values(configuration);
  }

  /// p(z_l = v given x) for each value v of one latent variable.
  public double[] marginal(int variable) {
    double[] marginal = new double[support.cardinalities()[variable]];
    for (int c = 0; c < logJoint.length; c++) {
      marginal[values(c)[variable]] += probability(c);
    }
    return marginal;
  }

  /// KL(q ‖ p(z given x)) in nats.
  ///
  /// @param q probability of each configuration; they sum to one
  public double divergence(double[] q) {
    if (q.length != logJoint.length) {
      throw new IllegalArgumentException(
          "q has %d probabilities but there are %d configurations."
              .formatted(q.length, logJoint.length));
    }
    double sum = 0;
    for (int c = 0; c < q.length; c++) {
      if (q[c] > 0) {
        sum += q[c] * (Math.log(q[c]) - logJoint[c] + logEvidence);
      }
    }
    return sum;
  }
}
