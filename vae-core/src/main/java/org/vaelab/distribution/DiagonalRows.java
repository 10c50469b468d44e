package org.vaelab.distribution;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Rows of families whose rows begin with those of a diagonal Gaussian, (μ, log σ), and are one
/// where the rest is zero or of no effect.
final class DiagonalRows {
  private static final DiagonalGaussianFamily DIAGONAL = new DiagonalGaussianFamily();

  private DiagonalRows() {}

  /// A diagonal Gaussian's random row with zeros behind it.
  static float[] random(int rowSize, int latentSize, RandomGenerator generator) {
    return Arrays.copyOf(DIAGONAL.randomRow(latentSize, generator), rowSize);
  }

  /// The same with a context ~ N(0, I).
  static float[] randomWithContext(int rowSize, int latentSize, RandomGenerator generator) {
    float[] row = random(rowSize, latentSize, generator);
    for (int i = 2 * latentSize; i < rowSize; i++) {
      row[i] = (float) generator.nextGaussian();
    }
    return row;
  }

  /// A diagonal Gaussian's row with zeros behind it.
  static Optional<float[]> embed(PosteriorFamily from, float[] row, int rowSize) {
    return from.equals(DIAGONAL) ? Optional.of(Arrays.copyOf(row, rowSize)) : Optional.empty();
  }
}
