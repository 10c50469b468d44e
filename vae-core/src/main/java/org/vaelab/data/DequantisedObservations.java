package org.vaelab.data;

import java.io.Serializable;
import java.util.random.RandomGenerator;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Images with uniform noise that fills each grey level, drawn anew in each epoch:
/// x = (level + u) / 256 (Theis, van den Oord and Bethge 2016).
///
/// @param first index of the first image: those before it are elsewhere
record DequantisedObservations(ImageSet images, int first, NoiseSource<Purpose.Binarisation> noise)
    implements Observations, Serializable {
  private static final float LEVELS = 256;
  // With 8 bits of the level and one for the middle of a cell, all that a float holds: x is exact,
  // and never on the edge of a level.
  private static final int NOISE_BITS = 15;
  private static final float CELL = 1f / (1 << NOISE_BITS);

  DequantisedObservations(ImageSet images, int first, long seed) {
    this(images, first, NoiseSource.of(seed, Purpose.BINARISATION));
  }

  @Override
  public int count() {
    return first + images.count();
  }

  @Override
  public Observations slice(int from, int to) {
    return new DequantisedObservations(images.range(from - first, to - first), from, noise);
  }

  @Override
  public int dimension() {
    return images.dimension();
  }

  @Override
  public int height() {
    return images.height();
  }

  @Override
  public int width() {
    return images.width();
  }

  @Override
  public void copyRow(int index, long epoch, float[] out, int offset) {
    byte[] pixels = images.pixels();
    int dimension = dimension();
    int start = (index - first) * dimension;
    RandomGenerator random = noise.at(epoch, index);
    long bits = 0;
    for (int d = 0; d < dimension; d++) {
      bits = d % (Long.SIZE / Short.SIZE) == 0 ? random.nextLong() : bits >>> Short.SIZE;
      int cell = (int) bits & ((1 << NOISE_BITS) - 1);
      out[offset + d] = ((pixels[start + d] & 0xFF) + (cell + 0.5f) * CELL) / LEVELS;
    }
  }
}
