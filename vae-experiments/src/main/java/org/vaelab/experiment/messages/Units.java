package org.vaelab.experiment.messages;

import java.util.Arrays;

/// Nats and bits.
final class Units {
  private Units() {}

  /// Bits of so many nats each.
  static double[] bits(double[] nats) {
    return Arrays.stream(nats).map(v -> v / Math.log(2)).toArray();
  }

  static double[] negative(double[] values) {
    return Arrays.stream(values).map(v -> -v).toArray();
  }
}
