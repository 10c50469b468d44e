package org.vaelab.experiment.messages;

import java.math.BigDecimal;
import org.vaelab.coding.LatentBins;
import org.vaelab.coding.PriorBins;
import org.vaelab.coding.UniformBins;

/// How each coordinate of a code is rounded before it is sent.
///
/// @param size b, in bits, or the width Δ
record Rounding(Scheme scheme, double size) {

  enum Scheme {
    /// 2ᵇ bins of equal mass under the prior.
    EQUAL_MASS("bins of equal mass", "b"),
    /// Multiples of Δ.
    EQUAL_WIDTH("bins of equal width", "Δ");

    private final String label;
    private final String symbol;

    Scheme(String label, String symbol) {
      this.label = label;
      this.symbol = symbol;
    }

    String label() {
      return label;
    }
  }

  /// Short, as in `b = 3`.
  String name() {
    return "%s = %s"
        .formatted(
            scheme.symbol,
            new BigDecimal(String.valueOf(size)).stripTrailingZeros().toPlainString());
  }

  PriorBins bins() {
    return switch (scheme) {
      case EQUAL_MASS -> new LatentBins((int) size);
      case EQUAL_WIDTH -> new UniformBins(size);
    };
  }
}
