package org.vaelab.data;

/// How grey levels 0..255 become the values x that a model sees. A set of pure black and white
/// pixels (0 and 255) becomes the same bits 0 and 1 under each of them but the last.
public enum Binarisation {
  /// A bit drawn with P(x = 1) = pixel / 255.
  STOCHASTIC,
  /// x = 1 where pixel / 255 >= 0.5, else 0.
  THRESHOLD,
  /// x = pixel / 255 in [0, 1].
  NONE,
  /// x = (pixel + u) / 256 with uniform u, for densities over [0, 1]. See
  /// `statistics.BitsPerDimension`.
  DEQUANTISED;

  /// Whether x are bits.
  public boolean givesBits() {
    return this == STOCHASTIC || this == THRESHOLD;
  }
}
