package org.vaelab.distribution;

import org.nd4j.autodiff.samediff.SDVariable;

/// An approximate posterior q(z; φ) for each of B data points, symbolic in its parameters.
public interface Posterior {

  /// Reparameterised samples z = g(ε; φ) (Kingma and Welling 2014).
  ///
  /// @param noise standard normal ε `[K*B, Z]`, K outermost
  /// @return z `[K*B, Z]`
  SDVariable sample(SDVariable noise, int samples);

  /// log q(z; φ) of given points.
  ///
  /// @param z `[K*B, Z]`, K outermost
  /// @return `[K, B]`
  SDVariable logProb(SDVariable z, int samples);

  /// H(q) in nats, `[B]`.
  SDVariable entropy();

  /// KL(q ‖ N(0, I)) in nats, `[B]`.
  SDVariable klToStandardNormal();

  /// Means of q, `[B, Z]`.
  SDVariable mean();
}
