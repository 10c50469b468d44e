package org.vaelab.train;

import org.vaelab.data.Observations;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Small pictures of one horizontal or vertical bar with noise: fresh bits each epoch, 4x4.
final class Bars {
  static final int SIDE = 4;
  static final int SIZE = SIDE * SIDE;

  private Bars() {}

  static Observations of(int count) {
    var bits = NoiseSource.of(9, Purpose.BINARISATION);
    return new Observations() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public int dimension() {
        return SIZE;
      }

      @Override
      public int height() {
        return SIDE;
      }

      @Override
      public int width() {
        return SIDE;
      }

      @Override
      public void copyRow(int index, long epoch, float[] out, int offset) {
        var generator = bits.at(epoch, index);
        for (int d = 0; d < SIZE; d++) {
          int line = index % 2 == 0 ? d / SIDE : d % SIDE;
          double p = line == (index / 2) % SIDE ? 0.9 : 0.05;
          out[offset + d] = generator.nextDouble() < p ? 1 : 0;
        }
      }
    };
  }
}
