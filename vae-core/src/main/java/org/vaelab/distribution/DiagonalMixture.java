package org.vaelab.distribution;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.SafeOps;

/// A mixture of C Gaussians with diagonal covariance, the same for all data points.
///
/// @param location μ `[C, Z]`
/// @param logScale log σ `[C, Z]`
/// @param logWeights log π `[1, C]`, normalised
/// @param components C
/// @param size Z
record DiagonalMixture(
    SDVariable location, SDVariable logScale, SDVariable logWeights, int components, int size) {

  /// What a sample takes: two numbers choose its component.
  static int noiseSize(int size) {
    return size + 2;
  }

  /// log Σ_c π_c N(z; μ_c, diag σ_c²). The squares (z − μ)²/σ² are multiplied out, so that all
  /// components are two matrix products: in float this costs an error of about 1e-7 (z/σ)² per
  /// dimension, which matters where σ is below a hundredth of z.
  ///
  /// @param z `[K*B, Z]`, K outermost
  /// @return `[K, B]`, in nats
  SDVariable logProb(SDVariable z, int samples) {
    var sd = z.getSameDiff();
    SDVariable precision = sd.math.exp(logScale.mul(-2));
    SDVariable scaled = location.mul(precision);
    SDVariable terms = location.mul(scaled).mul(-0.5).sub(logScale);
    SDVariable constants =
        SafeOps.sum(terms, 1, size)
            .reshape(1, components)
            .add(logWeights)
            .sub(size * DiagonalGaussian.HALF_LOG_TWO_PI);
    SDVariable quadratic = sd.mmul(sd.math.square(z).mul(-0.5), precision, false, true, false);
    SDVariable linear = sd.mmul(z, scaled, false, true, false);
    SDVariable joint = quadratic.add(linear).add(constants);
    return SafeOps.logSumExp(joint, 1, components).reshape(samples, -1);
  }

  /// z = μ_c + σ_c ε, c the component in whose share of (0, 1) a uniform number falls. No gradient
  /// passes through the choice.
  ///
  /// @param noise standard normal `[N, Z + 2]`
  /// @return `[N, Z]`
  SDVariable sample(Graph graph, SDVariable noise) {
    var sd = noise.getSameDiff();
    INDArray upTo = HostArrays.zeros(graph.type(), components, components);
    for (int c = 0; c < components; c++) {
      for (int above = c; above < components; above++) {
        upTo.putScalar(c, above, 1);
      }
    }
    SDVariable shares = sd.math.exp(logWeights);
    SDVariable ends = shares.mmul(sd.constant(upTo));
    SDVariable exponential =
        FactorisedBernoulli.exponential(SafeOps.columns(noise, size, noiseSize(size)), 1);
    SDVariable uniform = sd.math.exp(exponential.neg()).reshape(-1, 1);
    SDVariable above = SafeOps.step(uniform.sub(ends));
    // Above the end of the component before and not above its own; rounding may leave the last end
    // below 1, and what is above it is the last component's too.
    SDVariable choice = chosen(above);
    SDVariable epsilon = SafeOps.columns(noise, 0, size);
    SDVariable scale = choice.mmul(sd.math.exp(logScale));
    return choice.mmul(location).add(scale.mul(epsilon));
  }

  private SDVariable chosen(SDVariable above) {
    if (components == 1) {
      return above.mul(0).add(1);
    }
    var sd = above.getSameDiff();
    SDVariable ones = SafeOps.columns(above, 0, 1).mul(0).add(1);
    SDVariable before = sd.concat(1, ones, SafeOps.columns(above, 0, components - 1));
    SDVariable after = sd.concat(1, SafeOps.columns(above, 0, components - 1), ones.mul(0));
    return SafeOps.stopGradient(before.sub(after));
  }
}
