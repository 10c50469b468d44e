package org.vaelab.distribution;

import static org.vaelab.graph.SafeOps.bySample;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;

/// N(μ, diag(σ²)) for each of B data points.
///
/// @param location μ `[B, Z]`
/// @param logScale log σ `[B, Z]`
/// @param size Z
public record DiagonalGaussian(SDVariable location, SDVariable logScale, int size)
    implements Posterior {
  static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /// Reads the parameters from rows φ = (μ, log σ), `[B, 2Z]`.
  public static DiagonalGaussian ofRows(SDVariable phi, int size) {
    return new DiagonalGaussian(
        SafeOps.columns(phi, 0, size), SafeOps.columns(phi, size, 2 * size), size);
  }

  @Override
  public SDVariable sample(SDVariable noise, int samples) {
    SDVariable scale = location.getSameDiff().math.exp(logScale);
    if (samples == 1) {
      return location.add(scale.mul(noise));
    }
    SDVariable z = location.add(scale.mul(bySample(noise, samples, size)));
    return z.reshape(-1, size);
  }

  /// Σ_d −½((z−μ)/σ)² − log σ − ½ log 2π
  @Override
  public SDVariable logProb(SDVariable z, int samples) {
    var math = location.getSameDiff().math;
    SDVariable deviation = bySample(z, samples, size).sub(location);
    SDVariable standardised = deviation.mul(math.exp(logScale.neg()));
    return math.square(standardised).mul(-0.5).sub(logScale).sum(2).sub(size * HALF_LOG_TWO_PI);
  }

  /// Σ_d log σ + ½ log 2πe
  @Override
  public Optional<SDVariable> entropy() {
    return Optional.of(SafeOps.sum(logScale, 1, size).add(size * (HALF_LOG_TWO_PI + 0.5)));
  }

  /// For r = N(m, diag(s²)): Σ_d −½((μ − m)² + σ²)/s² − log s − ½ log 2π
  @Override
  public Optional<SDVariable> expectedLogProb(Posterior r) {
    if (!(r instanceof DiagonalGaussian other)) {
      return Optional.empty();
    }
    var math = location.getSameDiff().math;
    SDVariable precision = math.exp(other.logScale.mul(-2));
    SDVariable square =
        math.square(location.sub(other.location)).add(math.square(math.exp(logScale)));
    SDVariable terms = square.mul(precision).mul(-0.5).sub(other.logScale);
    return Optional.of(SafeOps.sum(terms, 1, size).sub(size * HALF_LOG_TWO_PI));
  }

  @Override
  public Optional<SDVariable> kl(Graph graph, Prior prior) {
    return klPerDimension(graph, prior)
        .map(terms -> SafeOps.sum(terms, 1, size))
        .or(() -> Posterior.super.kl(graph, prior));
  }

  /// For the prior N(0, I): ½(μ² + σ² − 1) − log σ (Kingma and Welling 2014, appendix B).
  @Override
  public Optional<SDVariable> klPerDimension(Graph graph, Prior prior) {
    if (!(prior instanceof StandardNormal)) {
      return Optional.empty();
    }
    var math = location.getSameDiff().math;
    SDVariable moments = math.square(location).add(math.square(math.exp(logScale))).sub(1);
    return Optional.of(moments.mul(0.5).sub(logScale));
  }

  @Override
  public Optional<Posterior> detached() {
    return Optional.of(
        new DiagonalGaussian(SafeOps.stopGradient(location), SafeOps.stopGradient(logScale), size));
  }

  @Override
  public Optional<SDVariable> mean() {
    return Optional.of(location);
  }
}
