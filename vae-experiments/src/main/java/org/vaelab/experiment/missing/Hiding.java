package org.vaelab.experiment.missing;

import java.util.random.RandomGenerator;
import org.vaelab.data.MaskedObservations;
import org.vaelab.data.Observations;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Which pixels of an image are missing, whatever they show: missing completely at random.
public enum Hiding {
  /// None.
  NOTHING("nothing"),
  /// The top half.
  TOP_HALF("top half"),
  /// A square of half the image's sides, somewhere in it.
  SQUARE("square"),
  /// Each pixel with probability ½.
  RANDOM("random half"),
  /// One of the three, at random.
  ANY("any");

  private final String label;

  Hiding(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }

  /// Images of which these pixels are missing, the same in every epoch.
  public MaskedObservations of(Observations images, long seed) {
    NoiseSource<Purpose.Binarisation> noise =
        NoiseSource.of(seed, Purpose.BINARISATION).part(ordinal());
    return new MaskedObservations(
        images,
        (index, out, offset) ->
            write(noise.at(index, 0), images.height(), images.width(), out, offset));
  }

  /// Writes 1 for observed and 0 for missing pixels.
  private void write(RandomGenerator generator, int height, int width, float[] out, int offset) {
    Hiding kind = this == ANY ? values()[1 + generator.nextInt(3)] : this;
    int tall = Math.max(1, height / 2);
    int wide = Math.max(1, width / 2);
    int top = kind == SQUARE ? generator.nextInt(height - tall + 1) : 0;
    int left = kind == SQUARE ? generator.nextInt(width - wide + 1) : 0;
    for (int d = 0; d < height * width; d++) {
      int row = d / width;
      int column = d % width;
      boolean missing =
          switch (kind) {
            case TOP_HALF -> row < tall;
            case SQUARE -> row >= top && row < top + tall && column >= left && column < left + wide;
            case RANDOM -> generator.nextBoolean();
            case NOTHING, ANY -> false;
          };
      out[offset + d] = missing ? 0 : 1;
    }
  }
}
