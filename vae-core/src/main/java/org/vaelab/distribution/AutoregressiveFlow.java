package org.vaelab.distribution;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.SafeOps;

/// z'_d = z_d exp(s_d) + m_d, layer after layer, s and m functions of those z that precede z_d
/// (Kingma et al. 2016, eq. 10, with log scales that are bounded).
///
/// @param conditioners s and m of each layer
/// @param size Z
record AutoregressiveFlow(List<Conditioner> conditioners, int size) implements Flow {

  /// The masked network of a layer.
  @FunctionalInterface
  interface Conditioner {
    /// @param rows `[K*B, Z]`
    /// @return (s before it is bounded, m), `[K*B, 2Z]`
    SDVariable apply(SDVariable rows, int samples);
  }

  private SDVariable logScale(SDVariable outputs) {
    return Flow.bounded(SafeOps.columns(outputs, 0, size));
  }

  private SDVariable shift(SDVariable outputs) {
    return SafeOps.columns(outputs, size, 2 * size);
  }

  /// log |det| = Σ s
  @Override
  public Image forward(SDVariable rows, int samples) {
    var math = rows.getSameDiff().math;
    SDVariable z = rows;
    SDVariable logScales = null;
    for (Conditioner conditioner : conditioners) {
      SDVariable outputs = conditioner.apply(z, samples);
      SDVariable logScale = logScale(outputs);
      z = z.mul(math.exp(logScale)).add(shift(outputs));
      logScales = logScales == null ? logScale : logScales.add(logScale);
    }
    return new Image(z, SafeOps.sum(logScales, 1, size).reshape(samples, -1));
  }

  /// z = (z' − m(z)) exp(−s(z)): each of Z passes makes one more dimension right, in the layer's
  /// order, as s and m of a dimension read those before it alone.
  @Override
  public Image inverse(SDVariable rows, int samples) {
    var math = rows.getSameDiff().math;
    SDVariable z = rows;
    SDVariable logScales = null;
    for (Conditioner conditioner : conditioners.reversed()) {
      SDVariable image = z;
      SDVariable logScale = null;
      for (int pass = 0; pass < size; pass++) {
        SDVariable outputs = conditioner.apply(z, samples);
        logScale = logScale(outputs);
        z = image.sub(shift(outputs)).mul(math.exp(logScale.neg()));
      }
      logScales = logScales == null ? logScale : logScales.add(logScale);
    }
    return new Image(z, SafeOps.sum(logScales, 1, size).reshape(samples, -1).neg());
  }
}
