package org.vaelab.distribution;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;

/// An approximate posterior q(z; φ) for each of B data points, symbolic in its parameters.
public interface Posterior {

  /// Samples z = g(ε; φ), as in the reparameterisation of Kingma and Welling 2014.
  ///
  /// @param noise standard normal ε `[K*B, E]`, K outermost, E the family's noise size
  /// @return z `[K*B, Z]`
  SDVariable sample(SDVariable noise, int samples);

  /// Whether the gradient of samples with respect to φ is that of g: not so for discrete z.
  default boolean reparameterised() {
    return true;
  }

  /// Samples of a continuous relaxation of a discrete z, if q has one: differentiable in φ, and
  /// equal to [#sample] of the same noise in the limit of temperature zero.
  ///
  /// @param noise as of [#sample]
  /// @return `[K*B, Z]`
  default Optional<SDVariable> relaxed(SDVariable noise, int samples, double temperature) {
    return Optional.empty();
  }

  /// log q(z; φ) of given points.
  ///
  /// @param z `[K*B, Z]`, K outermost
  /// @return `[K, B]`
  SDVariable logProb(SDVariable z, int samples);

  /// Samples with their own log-density.
  ///
  /// @param z `[K*B, Z]`
  /// @param logProb log q(z; φ), `[K, B]`
  record Draw(SDVariable z, SDVariable logProb) {}

  /// [#sample] and [#logProb] of the same samples, in one for families whose density at a sample is
  /// simpler than anywhere else.
  ///
  /// @param noise standard normal ε `[K*B, E]`, K outermost
  default Draw draw(SDVariable noise, int samples) {
    SDVariable z = sample(noise, samples);
    return new Draw(z, logProb(z, samples));
  }

  /// H(q) in nats, `[B]`, if it has a closed form.
  default Optional<SDVariable> entropy() {
    return Optional.empty();
  }

  /// E_q[log r(z)] in nats, `[B]`, for another posterior r, if it has a closed form.
  default Optional<SDVariable> expectedLogProb(Posterior r) {
    return Optional.empty();
  }

  /// KL(q ‖ p) in nats, `[B]`, if q or the prior knows it in closed form.
  default Optional<SDVariable> kl(Graph graph, Prior prior) {
    return prior.klFrom(graph, this);
  }

  /// KL(q_d ‖ p_d) in nats of each latent dimension d, `[B, Z]`, if both factorise and have it in
  /// closed form.
  default Optional<SDVariable> klPerDimension(Graph graph, Prior prior) {
    return Optional.empty();
  }

  /// The same q with no gradient towards its parameters, if it offers that: densities change with z
  /// alone.
  default Optional<Posterior> detached() {
    return Optional.empty();
  }

  /// Means of q, `[B, Z]`, if they have a closed form.
  default Optional<SDVariable> mean() {
    return Optional.empty();
  }
}
