package org.vaelab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class EnergyDistanceTest {
  private static final int REPEATS = 2000;

  private static double[][] bits(int count, double probability, RandomGenerator random) {
    double[][] bits = new double[count][1];
    for (double[] bit : bits) {
      bit[0] = random.nextDouble() < probability ? 1 : 0;
    }
    return bits;
  }

  /// Of bits with probabilities p and r it is 2 (p − r)². Mean of 2,000 estimates within four of
  /// its standard errors (6e-5 by chance); the standard error, which is of first order, within 15%.
  @Test
  void ofBitsIsTwiceTheSquaredDifference() {
    RandomGenerator random = new SplittableRandom(1);
    double[] estimates = new double[REPEATS];
    double squares = 0;
    for (int r = 0; r < REPEATS; r++) {
      Estimate one = EnergyDistance.of(bits(60, 0.2, random), bits(90, 0.7, random));
      estimates[r] = one.mean();
      squares += one.standardError() * one.standardError() / REPEATS;
    }
    Estimate mean = Estimate.of(estimates);
    assertThat(mean.mean()).isCloseTo(2 * 0.25, Offset.offset(4 * mean.standardError()));
    assertThat(mean.standardDeviation())
        .isCloseTo(Math.sqrt(squares), Percentage.withPercentage(15));
  }

  /// The estimate is unbiased at equal distributions, too.
  @Test
  void ofEqualDistributionsIsZeroOnAverage() {
    RandomGenerator random = new SplittableRandom(2);
    double[] estimates = new double[REPEATS];
    for (int r = 0; r < REPEATS; r++) {
      estimates[r] = EnergyDistance.of(bits(20, 0.4, random), bits(30, 0.4, random)).mean();
    }
    Estimate mean = Estimate.of(estimates);
    assertThat(mean.mean()).isCloseTo(0, Offset.offset(4 * mean.standardError()));
  }

  @Test
  void ofTwoPointsInThePlaneIsTwiceTheirDistance() {
    double[][] x = {{0, 0}, {0, 0}};
    double[][] y = {{3, 4}, {3, 4}, {3, 4}};
    assertThat(EnergyDistance.of(x, y).mean()).isCloseTo(10, Offset.offset(1e-12));
    assertThatThrownBy(() -> EnergyDistance.of(new double[][] {{0, 0}}, y))
        .hasMessageContaining("1 of 2 numbers and 3 of 2");
  }
}
