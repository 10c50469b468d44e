package org.vaelab.distribution;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
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

  /// log Σ_c π_c N(z; μ_c, diag σ_c²).
  ///
  /// @param z `[K*B, Z]`, K outermost
  /// @return `[K, B]`, in nats
  SDVariable logProb(SDVariable z, int samples) {
    return components == 1
        ? new DiagonalGaussian(location, logScale, size).logProb(z, samples).add(logWeights)
        : SafeOps.logSumExp(joint(z), 1, components).reshape(samples, -1);
  }

  /// log π_c N(z; μ_c, diag σ_c²), `[N, C]`. The squares are multiplied out, so that all
  /// components together are two matrix products. The terms cancel: floats lose about 10⁻⁷ Σ_d
  /// (z/σ)² nats. For the component that counts most the squares are therefore summed up once
  /// more, from z − μ.
  private SDVariable joint(SDVariable z) {
    var sd = z.getSameDiff();
    SDVariable precision = sd.math.exp(logScale.mul(-2));
    SDVariable scaled = location.mul(precision);
    SDVariable atZero = perComponent(location.mul(scaled).mul(-0.5));
    SDVariable quadratic = sd.mmul(sd.math.square(z).mul(-0.5), precision, false, true, false);
    SDVariable linear = sd.mmul(z, scaled, false, true, false);
    SDVariable squares = quadratic.add(linear).add(atZero);
    SDVariable peaks =
        logWeights.sub(perComponent(logScale)).sub(size * DiagonalGaussian.HALF_LOG_TWO_PI);
    SDVariable joint = squares.add(peaks);
    SDVariable most = most(joint);
    SDVariable deviation = z.sub(most.mmul(location)).mul(sd.math.exp(most.mmul(logScale).neg()));
    SDVariable again = SafeOps.sum(sd.math.square(deviation), 1, size).mul(-0.5).reshape(-1, 1);
    SDVariable lost = SafeOps.stopGradient(again.sub(most.mul(squares).sum(true, 1)));
    return joint.add(most.mul(lost));
  }

  private SDVariable perComponent(SDVariable terms) {
    return SafeOps.sum(terms, 1, size).reshape(1, components);
  }

  /// One-hot rows of the greatest of each, the last of equals.
  private SDVariable most(SDVariable rows) {
    INDArray ranks = HostArrays.zeros(rows.dataType(), 1, components);
    for (int c = 0; c < components; c++) {
      ranks.putScalar(c, c + 1.0);
    }
    return greatest(greatest(rows).mul(rows.getSameDiff().constant(ranks)));
  }

  private static SDVariable greatest(SDVariable rows) {
    SDVariable fixed = SafeOps.stopGradient(rows);
    return SafeOps.step(fixed.max(true, 1).sub(fixed)).rsub(1);
  }

  /// z = μ_c + σ_c ε, c the component in whose share of (0, 1) a uniform number falls. No gradient
  /// passes through the choice.
  ///
  /// @param noise standard normal `[N, Z + 2]`
  /// @return `[N, Z]`
  SDVariable sample(SDVariable noise) {
    var sd = noise.getSameDiff();
    SDVariable epsilon = SafeOps.columns(noise, 0, size);
    if (components == 1) {
      return new DiagonalGaussian(location, logScale, size).sample(epsilon, 1);
    }
    SDVariable choice = choice(SafeOps.columns(noise, size, noiseSize(size)));
    SDVariable scale = choice.mmul(sd.math.exp(logScale));
    return choice.mmul(location).add(scale.mul(epsilon));
  }

  /// One-hot rows `[N, C]`: the component before whose share a uniform number does not lie.
  ///
  /// @param noise `[N, 2]`, which make an exponential variable E and with it u = exp(−E)
  private SDVariable choice(SDVariable noise) {
    var sd = noise.getSameDiff();
    SDVariable u = sd.math.exp(FactorisedBernoulli.exponential(noise, 1).neg());
    INDArray before = HostArrays.zeros(noise.dataType(), components, components);
    for (int c = 0; c < components; c++) {
      for (int later = c + 1; later < components; later++) {
        before.putScalar(c, later, 1);
      }
    }
    SDVariable starts = sd.math.exp(logWeights).mmul(sd.constant(before));
    SDVariable reached = SafeOps.step(u.sub(starts));
    SDVariable next = SafeOps.columns(reached, 1, components);
    SDVariable none = SafeOps.columns(reached, 0, 1).mul(0);
    return SafeOps.stopGradient(reached.sub(sd.concat(1, next, none)));
  }
}
