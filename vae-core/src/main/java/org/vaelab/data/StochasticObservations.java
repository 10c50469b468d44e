package org.vaelab.data;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Stream;

/// Images whose bits are drawn anew in each epoch with P(x = 1) = pixel / 255 exactly.
record StochasticObservations(ImageSet images, NoiseSource noise) implements Observations {
  /// Takes the place of the epoch in the key of bits that are drawn once; no epoch is negative.
  private static final long FROZEN = -1;

  StochasticObservations(ImageSet images, long seed) {
    this(images, new NoiseSource(seed, Stream.BINARISATION));
  }

  @Override
  public int count() {
    return images.count();
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
    int start = index * dimension;
    RandomGenerator random = noise.at(epoch, index);
    long bytes = 0;
    int left = 0;
    for (int d = 0; d < dimension; d++) {
      int pixel = pixels[start + d] & 0xFF;
      boolean one = pixel == 255;
      if (pixel != 0 && pixel != 255) {
        // A byte that is 255 is drawn again: what is left is uniform on 0..254, so that
        // P(byte < pixel) is pixel/255 and not pixel/256.
        int uniform;
        do {
          if (left == 0) {
            bytes = random.nextLong();
            left = Long.BYTES;
          }
          uniform = (int) bytes & 0xFF;
          bytes >>>= Byte.SIZE;
          left--;
        } while (uniform == 255);
        one = uniform < pixel;
      }
      out[offset + d] = one ? 1f : 0f;
    }
  }

  /// All bits as grey levels 0 and 255 `[count, height, width]`, drawn once.
  byte[] frozenLevels() {
    int dimension = dimension();
    byte[] levels = new byte[images.pixels().length];
    IntStream.range(0, count())
        .parallel()
        .forEach(
            index -> {
              float[] row = new float[dimension];
              copyRow(index, FROZEN, row, 0);
              for (int d = 0; d < dimension; d++) {
                levels[index * dimension + d] = (byte) (row[d] == 1f ? 255 : 0);
              }
            });
    return levels;
  }
}
