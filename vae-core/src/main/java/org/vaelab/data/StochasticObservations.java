package org.vaelab.data;

import java.io.Serializable;
import java.util.random.RandomGenerator;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Images whose bits are drawn anew in each epoch with P(x = 1) = pixel / 255 exactly.
///
/// @param first index of the first image: those before it are elsewhere
record StochasticObservations(ImageSet images, int first, NoiseSource<Purpose.Binarisation> noise)
    implements Observations, Serializable {
  StochasticObservations(ImageSet images, int first, long seed) {
    this(images, first, NoiseSource.of(seed, Purpose.BINARISATION));
  }

  @Override
  public int count() {
    return first + images.count();
  }

  @Override
  public Observations slice(int from, int to) {
    return new StochasticObservations(images.range(from - first, to - first), from, noise);
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
}
