package org.vaelab.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class CoupledNoiseTest {
  private static final int SIZE = 5;

  private static float[] noise(int samples, int points) {
    return NoiseSource.of(3, Purpose.LOCAL_OPTIMISATION)
        .gaussian(0, new int[points], 0, samples, SIZE);
  }

  private static float[] coupled(float[] noise, int samples, int points) {
    float[] copy = noise.clone();
    CoupledNoise.couple(copy, samples, points, SIZE);
    return copy;
  }

  private static double dot(float[] noise, int row, int other) {
    double sum = 0;
    for (int d = 0; d < SIZE; d++) {
      sum += (double) noise[row * SIZE + d] * noise[other * SIZE + d];
    }
    return sum;
  }

  /// 17 samples of 3 points: a block of 10, a block of 6 and one that is left over.
  @Test
  void aBlockIsVectorsAtRightAnglesAndTheirNegatives() {
    int points = 3;
    float[] before = noise(17, points);
    float[] after = coupled(before, 17, points);
    int[][] blocks = {{0, 5}, {10, 3}};
    for (int point = 0; point < points; point++) {
      for (int[] block : blocks) {
        for (int i = 0; i < block[1]; i++) {
          int row = (block[0] + i) * points + point;
          int negative = (block[0] + block[1] + i) * points + point;
          assertThat(dot(after, row, row)).isCloseTo(dot(before, row, row), Offset.offset(1e-4));
          for (int d = 0; d < SIZE; d++) {
            assertThat(after[negative * SIZE + d]).isEqualTo(-after[row * SIZE + d]);
          }
          for (int j = 0; j < i; j++) {
            int other = (block[0] + j) * points + point;
            assertThat(dot(after, row, other)).isCloseTo(0, Offset.offset(1e-5));
          }
        }
      }
      int last = 16 * points + point;
      for (int d = 0; d < SIZE; d++) {
        assertThat(after[last * SIZE + d]).isEqualTo(before[last * SIZE + d]);
      }
    }
  }

  @Test
  void oneSampleStaysAsItIs() {
    float[] before = noise(1, 4);
    assertThat(coupled(before, 1, 4)).isEqualTo(before);
  }

  /// Moments of each sample alone, over many points: E ε² = 1, E ε⁴ = 3, E ε_a ε_b = 0, of the last
  /// direction of a block, which the others bind most. Standard errors by the normal's moments;
  /// five of them fail by chance less than once in a million, for 15 numbers.
  @Test
  void eachSampleAloneStaysStandardNormal() {
    int points = 40_000;
    float[] after = new float[2 * SIZE * points * SIZE];
    int[] ids = new int[points];
    for (int i = 0; i < points; i++) {
      ids[i] = i;
    }
    NoiseSource.of(4, Purpose.LOCAL_OPTIMISATION).gaussian(0, ids, 0, 2 * SIZE, SIZE, after);
    CoupledNoise.couple(after, 2 * SIZE, points, SIZE);
    for (int d = 0; d < SIZE; d++) {
      double squares = 0;
      double fourths = 0;
      double products = 0;
      for (int point = 0; point < points; point++) {
        int row = ((SIZE - 1) * points + point) * SIZE;
        double e = after[row + d];
        squares += e * e / points;
        fourths += e * e * e * e / points;
        products += e * after[row + (d + 1) % SIZE] / points;
      }
      double root = 5 / Math.sqrt(points);
      assertThat(squares).isCloseTo(1, Offset.offset(root * Math.sqrt(2)));
      assertThat(fourths).isCloseTo(3, Offset.offset(root * Math.sqrt(96)));
      assertThat(products).isCloseTo(0, Offset.offset(root));
    }
  }
}
