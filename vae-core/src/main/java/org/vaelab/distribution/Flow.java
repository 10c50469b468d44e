package org.vaelab.distribution;

import static org.vaelab.graph.SafeOps.bySample;

import org.nd4j.autodiff.samediff.SDVariable;

/// A bijection of rows `[K*B, Z]`, K outermost, one for each of B data points, symbolic.
interface Flow {

  /// Where rows went.
  ///
  /// @param rows `[K*B, Z]`
  /// @param logDeterminant log |det ∂rows/∂(what they were)|, `[K, B]`
  record Image(SDVariable rows, SDVariable logDeterminant) {}

  Image forward(SDVariable rows, int samples);

  /// @throws IllegalArgumentException saying why, if there is no closed form
  Image inverse(SDVariable rows, int samples);

  /// Log scales within ±2, the same as given near zero.
  static SDVariable bounded(SDVariable logScale) {
    return logScale.getSameDiff().math.tanh(logScale.mul(0.5)).mul(2);
  }

  /// log N(ε; 0, I), `[K, B]`.
  static SDVariable logNormal(SDVariable rows, int samples, int size) {
    return bySample(rows.getSameDiff().math.square(rows), samples, size)
        .sum(2)
        .mul(-0.5)
        .sub(size * DiagonalGaussian.HALF_LOG_TWO_PI);
  }
}
