package org.vaelab.distribution;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.SafeOps;

/// (1/C) Σ_c N(μ_c, diag(σ_c²)) for each of B data points.
///
/// @param locations μ `[B, C, Z]`
/// @param logScales log σ `[B, C, Z]`
/// @param components C
/// @param size Z
record EqualMixture(SDVariable locations, SDVariable logScales, int components, int size)
    implements Posterior {
  /// How many of a sample's normal numbers choose its component.
  static final int CHOICE = 2;

  /// Reads the parameters from rows φ = (μ_c, log σ_c) of each component, `[B, 2CZ]`.
  static EqualMixture ofRows(SDVariable phi, int components, int size) {
    SDVariable each = phi.reshape(-1, 2 * size);
    return new EqualMixture(
        SafeOps.columns(each, 0, size).reshape(-1, components, size),
        SafeOps.columns(each, size, 2 * size).reshape(-1, components, size),
        components,
        size);
  }

  /// 1 for the component of each sample, 0 for the others, `[K*B, C]`: u = exp(−½(ε² + ε'²)) is
  /// uniform, and component c has u in (c/C, (c + 1)/C].
  private SDVariable choice(SDVariable noise) {
    var sd = noise.getSameDiff();
    SDVariable normal = SafeOps.columns(noise, size, size + CHOICE);
    SDVariable uniform = sd.math.exp(FactorisedBernoulli.exponential(normal, 1).neg());
    INDArray edges = HostArrays.zeros(noise.dataType(), 1, components + 1);
    for (int c = 0; c <= components; c++) {
      edges.putScalar(0, c, c == 0 ? -1 : (double) c / components);
    }
    SDVariable above = SafeOps.step(uniform.sub(sd.constant(edges)));
    return SafeOps.columns(above, 0, components).sub(SafeOps.columns(above, 1, components + 1));
  }

  @Override
  public SDVariable sample(SDVariable noise, int samples) {
    SDVariable epsilon = SafeOps.columns(noise, 0, size).reshape(samples, -1, 1, size);
    SDVariable ofEach = epsilon.mul(noise.getSameDiff().math.exp(logScales)).add(locations);
    SDVariable chosen = choice(noise).reshape(samples, -1, components, 1);
    return ofEach.mul(chosen).sum(2).reshape(-1, size);
  }

  /// log (1/C) Σ_c exp(Σ_d −½((z−μ_c)/σ_c)² − log σ_c − ½ log 2π)
  @Override
  public SDVariable logProb(SDVariable z, int samples) {
    var math = z.getSameDiff().math;
    SDVariable deviation = z.reshape(samples, -1, 1, size).sub(locations);
    SDVariable standardised = deviation.mul(math.exp(logScales.neg()));
    SDVariable ofEach =
        math.square(standardised)
            .mul(-0.5)
            .sub(logScales)
            .sum(3)
            .sub(size * DiagonalGaussian.HALF_LOG_TWO_PI);
    return SafeOps.logMeanExp(ofEach.reshape(-1, components), 1, components).reshape(samples, -1);
  }

  @Override
  public Optional<Posterior> detached() {
    return Optional.of(
        new EqualMixture(
            SafeOps.stopGradient(locations), SafeOps.stopGradient(logScales), components, size));
  }

  /// The mean of the components'.
  @Override
  public Optional<SDVariable> mean() {
    return Optional.of(locations.mean(1));
  }
}
