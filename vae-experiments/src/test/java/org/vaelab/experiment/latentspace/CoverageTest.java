package org.vaelab.experiment.latentspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class CoverageTest {
  private static final int POINTS = 400;
  private static final int SIZE = 3;

  private static Coverage of(float[] phi) {
    return Coverage.of("model", phi, SIZE, IntStream.range(0, POINTS).toArray(), 1);
  }

  /// Every q is N(2, I): so is q(z), and KL(q(z) ‖ p(z)) = Z 2²/2, exactly, in all coordinates
  /// together and one by one, as they are independent.
  @Test
  void aPriorThatIsMissedByAShift() {
    float[] phi = new float[2 * SIZE * POINTS];
    for (int i = 0; i < phi.length; i++) {
      phi[i] = i % (2 * SIZE) < SIZE ? 2 : 0;
    }
    Coverage coverage = of(phi);
    Offset<Double> exact = Offset.offset(1e-6);
    assertThat(coverage.byCoordinate().mean()).isCloseTo(2.0 * SIZE, exact);
    assertThat(coverage.aggregate().lower().mean()).isCloseTo(2.0 * SIZE, exact);
    assertThat(coverage.aggregate().upper().mean()).isCloseTo(2.0 * SIZE, exact);
    assertThat(coverage.distance().mean()).isGreaterThan(10 * coverage.distance().standardError());
  }

  /// All coordinates of a code are the same number, q(z_d) = N(0, 1) each: the sum over coordinates
  /// sees nothing (nearly 0, biased down), while the coordinates together are far from independent.
  @Test
  void totalCorrelationIsNotSeenByCoordinate() {
    float scale = 0.3f;
    RandomGenerator generator = NoiseSource.of(1, Purpose.DRAWING).at(0);
    float[] phi = new float[2 * SIZE * POINTS];
    for (int i = 0; i < POINTS; i++) {
      float mean = (float) (Math.sqrt(1 - scale * scale) * generator.nextGaussian());
      for (int d = 0; d < SIZE; d++) {
        phi[2 * SIZE * i + d] = mean;
        phi[2 * SIZE * i + SIZE + d] = (float) Math.log(scale);
      }
    }
    Coverage coverage = of(phi);
    // Each coordinate's error is about 0.05: four of their sum.
    assertThat(coverage.byCoordinate().mean()).isCloseTo(0, Offset.offset(0.6));
    assertThat(coverage.aggregate().lower().mean()).isGreaterThan(1);
  }
}
