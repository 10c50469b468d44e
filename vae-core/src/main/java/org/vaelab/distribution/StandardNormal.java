package org.vaelab.distribution;

import static org.vaelab.graph.SafeOps.bySample;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;

/// p(z) = N(0, I), the prior of Kingma and Welling 2014.
///
/// @param size Z
public record StandardNormal(int size) implements Prior {
  @Override
  public String label() {
    return "N(0, I)";
  }

  /// Σ_d −½ z² − ½ log 2π
  @Override
  public SDVariable logProb(Graph graph, SDVariable z, int samples) {
    SDVariable squares = z.getSameDiff().math.square(z);
    return bySample(squares, samples, size)
        .sum(2)
        .mul(-0.5)
        .sub(size * DiagonalGaussian.HALF_LOG_TWO_PI);
  }

  @Override
  public SDVariable sample(Graph graph, SDVariable noise) {
    return noise;
  }
}
