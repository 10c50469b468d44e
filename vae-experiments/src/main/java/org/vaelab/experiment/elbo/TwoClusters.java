package org.vaelab.experiment.elbo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vaelab.distribution.BernoulliPrior;
import org.vaelab.graph.Parameters;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;

/// The smallest model with a picture of variational learning (CS236, lecture on the ELBO): a fair
/// bit z, x given z ~ N((2z − 1)θ, 1), one θ and one observation x. Every q of z is one number,
/// φ = q(z = 1), so the bound is a surface over (θ, φ), and every φ is the posterior of some θ: its
/// bound touches log p(x; θ) there.
///
/// @param x the observation, not 0
public record TwoClusters(double x) {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  /// log p(x; θ) = log ½N(x; θ, 1) + ½N(x; −θ, 1), in nats.
  public double logEvidence(double theta) {
    double a = logJoint(theta, 1);
    double b = logJoint(theta, 0);
    double greater = Math.max(a, b);
    return greater + Math.log1p(Math.exp(Math.min(a, b) - greater));
  }

  /// log p(x, z; θ), in nats.
  public double logJoint(double theta, int z) {
    double deviation = x - (2 * z - 1) * theta;
    return -0.5 * (deviation * deviation + LOG_TWO_PI) - Math.log(2);
  }

  /// p(z = 1 given x; θ) = σ(2θx): the φ that closes the gap, and the E-step.
  public double posterior(double theta) {
    return 1 / (1 + Math.exp(-2 * theta * x));
  }

  /// The θ whose posterior is φ.
  public double touching(double phi) {
    return Math.log(phi / (1 - phi)) / (2 * x);
  }

  /// L(x; θ, φ) = E_q[log p(x, z; θ)] + H(q), in nats.
  public double elbo(double theta, double phi) {
    return term(phi, logJoint(theta, 1)) + term(1 - phi, logJoint(theta, 0));
  }

  /// q (log p − log q), 0 for q = 0.
  private static double term(double q, double logP) {
    return q == 0 ? 0 : q * (logP - Math.log(q));
  }

  /// KL(q ‖ p(z given x; θ)), in nats, by its own sum.
  public double divergence(double theta, double phi) {
    double logit = 2 * theta * x;
    return -term(phi, -Math.log1p(Math.exp(-logit))) - term(1 - phi, -Math.log1p(Math.exp(logit)));
  }

  /// argmax_θ L(x; θ, φ) = (2φ − 1)x: the M-step.
  public double maximum(double phi) {
    return (2 * phi - 1) * x;
  }

  /// A point of EM's way over the surface.
  ///
  /// @param step 0 for the start, n after the n-th pair of E-step and M-step
  /// @param phi of the next E-step: the posterior of θ
  /// @param logEvidence log p(x; θ) in nats
  /// @param afterExpectation L(x; θ, φ) in nats
  public record Step(
      int step, double theta, double phi, double logEvidence, double afterExpectation) {}

  /// EM as coordinate ascent on the bound: φ ← p(z = 1 given x; θ), then θ ← argmax L(x; θ, φ).
  public List<Step> expectationMaximisation(double start, int steps) {
    List<Step> way = new ArrayList<>();
    double theta = start;
    for (int n = 0; n <= steps; n++) {
      double phi = posterior(theta);
      way.add(new Step(n, theta, phi, logEvidence(theta), elbo(theta, phi)));
      theta = maximum(phi);
    }
    return way;
  }

  /// The same model as a graph: a VAE with one bit and a linear decoder.
  static Vae graph() {
    return new Vae(
        1,
        new BernoulliPrior(1),
        new Mlp("decoder", 1, List.of(), 1, Activation.TANH),
        new Likelihood.FixedGaussian(1));
  }

  /// θ as the graph's parameters: x's mean is 2θz − θ.
  static Parameters parameters(double theta) {
    return Parameters.of(
        graph().parameters(),
        Map.of(
            "decoder.W0", new float[] {(float) (2 * theta)},
            "decoder.b0", new float[] {(float) -theta},
            "prior.logits", new float[] {0}));
  }
}
