package org.vaelab.distribution;

import static org.vaelab.graph.SafeOps.bySample;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.SafeOps;

/// N(μ, LLᵀ) for each of B data points, L lower triangular with a positive diagonal.
///
/// @param location μ `[B, Z]`
/// @param logDiagonal log L_ii `[B, Z]`
/// @param below L below its diagonal, zero elsewhere, `[B, Z, Z]`
/// @param size Z
public record CorrelatedGaussian(
    SDVariable location, SDVariable logDiagonal, SDVariable below, int size) implements Posterior {
  private static final double HALF_LOG_TWO_PI = DiagonalGaussian.HALF_LOG_TWO_PI;

  /// Reads the parameters from rows φ = (μ, M), `[B, Z + Z²]`: M, row-major, holds L below its
  /// diagonal and log L_ii on it; what is above has no effect.
  public static CorrelatedGaussian ofRows(SDVariable phi, int size) {
    SDVariable matrix = SafeOps.columns(phi, size, size + size * size).reshape(-1, size, size);
    INDArray identity = HostArrays.zeros(phi.dataType(), size, size);
    INDArray strictlyLower = HostArrays.zeros(phi.dataType(), size, size);
    for (int row = 0; row < size; row++) {
      identity.putScalar(row, row, 1);
      for (int column = 0; column < row; column++) {
        strictlyLower.putScalar(row, column, 1);
      }
    }
    var sd = phi.getSameDiff();
    return new CorrelatedGaussian(
        SafeOps.columns(phi, 0, size),
        matrix.mul(sd.constant(identity)).sum(2),
        matrix.mul(sd.constant(strictlyLower)),
        size);
  }

  private SDVariable diagonal() {
    return location.getSameDiff().math.exp(logDiagonal);
  }

  /// μ + Lε
  @Override
  public SDVariable sample(SDVariable noise, int samples) {
    SDVariable columns = noise.reshape(samples, -1, 1, size);
    SDVariable mixed = below.mul(columns).sum(3);
    SDVariable scaled = diagonal().mul(bySample(noise, samples, size));
    return mixed.add(scaled).add(location).reshape(-1, size);
  }

  /// The density at its own sample needs no solution of Lε = z − μ: it is −½|ε|² − Σ log L_ii − ½ Z
  /// log 2π.
  @Override
  public Draw draw(SDVariable noise, int samples) {
    return new Draw(sample(noise, samples), logDensity(bySample(noise, samples, size)));
  }

  /// By forward substitution, one latent dimension after the other.
  @Override
  public SDVariable logProb(SDVariable z, int samples) {
    var sd = location.getSameDiff();
    SDVariable residual = bySample(z, samples, size).sub(location);
    SDVariable inverse = sd.math.exp(logDiagonal.neg());
    for (int column = 0; column < size - 1; column++) {
      INDArray unit = HostArrays.zeros(location.dataType(), 1, size);
      unit.putScalar(column, 1);
      SDVariable selector = sd.constant(unit);
      SDVariable solved = residual.mul(inverse).mul(selector).sum(true, 2);
      residual = residual.sub(solved.mul(below.mul(selector).sum(2)));
    }
    return logDensity(residual.mul(inverse));
  }

  private SDVariable logDensity(SDVariable standardised) {
    return location
        .getSameDiff()
        .math
        .square(standardised)
        .mul(-0.5)
        .sub(logDiagonal)
        .sum(2)
        .sub(size * HALF_LOG_TWO_PI);
  }

  /// Σ log L_ii + ½ Z log 2πe
  @Override
  public Optional<SDVariable> entropy() {
    return Optional.of(SafeOps.sum(logDiagonal, 1, size).add(size * (HALF_LOG_TWO_PI + 0.5)));
  }

  /// For the prior N(0, I): ½(|μ|² + |L|² − Z) − Σ log L_ii.
  @Override
  public Optional<SDVariable> kl(Graph graph, Prior prior) {
    if (!(prior instanceof StandardNormal)) {
      return Posterior.super.kl(graph, prior);
    }
    var math = location.getSameDiff().math;
    SDVariable squares =
        math.square(location).add(math.square(diagonal())).add(math.square(below).sum(2)).sub(1);
    return Optional.of(SafeOps.sum(squares.mul(0.5).sub(logDiagonal), 1, size));
  }

  @Override
  public Optional<Posterior> detached() {
    return Optional.of(
        new CorrelatedGaussian(
            SafeOps.stopGradient(location),
            SafeOps.stopGradient(logDiagonal),
            SafeOps.stopGradient(below),
            size));
  }

  @Override
  public Optional<SDVariable> mean() {
    return Optional.of(location);
  }
}
