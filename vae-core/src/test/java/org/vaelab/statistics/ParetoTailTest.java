package org.vaelab.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParetoTailTest {
  private static double[] draws(int count, long seed, DoubleUnaryOperator quantile) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[count];
    Arrays.setAll(values, i -> quantile.applyAsDouble(random.nextDouble()));
    return values;
  }

  /// The estimate's asymptotic standard deviation is (1 + k)/√n (Smith 1987, for maximum
  /// likelihood with k > −1/2); over 100 repetitions the mean is within 4 of its standard errors
  /// plus 0.01 for its bias at n = 1000.
  @ParameterizedTest
  @ValueSource(doubles = {-0.3, 0.2, 0.5, 0.7, 1, 1.5})
  void recoversTheShapeOfAGeneralisedPareto(double k) {
    int count = 1000;
    int repetitions = 100;
    RunningMean estimates = new RunningMean();
    for (int r = 0; r < repetitions; r++) {
      double[] x = draws(count, 1000 * r + 7, u -> 2.5 * (Math.pow(1 - u, -k) - 1) / k);
      Arrays.sort(x);
      estimates.add(ParetoTail.shape(x));
    }
    double deviation = (1 + k) / Math.sqrt(count);
    assertThat(estimates.mean())
        .isCloseTo(k, Offset.offset(0.01 + 4 * deviation / Math.sqrt(repetitions)));
    assertThat(estimates.standardDeviation()).isBetween(0.7 * deviation, 1.4 * deviation);
  }

  /// Weights with distribution function 1 − w^(−1/k), w ≥ 1, have a tail of shape k. 40,000 of
  /// them, a tail of 600: the standard deviation is about 0.06, and shrinkage moves k̂ by
  /// 10/610 of its distance from 0.5.
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.7, 1.2})
  void theTailOfParetoWeightsHasTheirShape(double k) {
    double[] logWeights = draws(40_000, 5, u -> -k * Math.log(1 - u));
    LargestValues largest = new LargestValues(ParetoTail.tailSize(logWeights.length) + 1);
    Arrays.stream(logWeights).forEach(largest::add);
    assertThat(ParetoTail.shapeOfWeights(largest.values())).isCloseTo(k, Offset.offset(0.25));
  }

  /// log w = z²/4 with z ~ N(0, 1): w = exp(z²/4) has a tail of shape 1/2; a factor leaves k̂
  /// as it is.
  @Test
  void aConstantFactorOfTheWeightsDoesNotMatter() {
    SplittableRandom random = new SplittableRandom(3);
    double[] logWeights = new double[500];
    Arrays.setAll(logWeights, i -> Math.pow(random.nextGaussian(), 2) / 4);
    double shape = ParetoTail.shapeOfWeights(logWeights);
    double shifted =
        ParetoTail.shapeOfWeights(Arrays.stream(logWeights).map(w -> w - 5000).toArray());
    assertThat(shifted).isCloseTo(shape, Offset.offset(1e-9));
  }

  @Test
  void degenerateTails() {
    assertThat(ParetoTail.shapeOfWeights(new double[] {1, 2, 3})).isNaN();
    assertThat(ParetoTail.shapeOfWeights(new double[20])).isEqualTo(Double.NEGATIVE_INFINITY);
    SplittableRandom random = new SplittableRandom(4);
    double[] wild = new double[200];
    Arrays.setAll(wild, i -> 8 * random.nextGaussian());
    Arrays.sort(wild);
    assertThat(ParetoTail.shapeOfWeights(Arrays.copyOfRange(wild, 159, 200)))
        .isGreaterThan(ParetoTail.THRESHOLD);
  }

  @Test
  void sizeOfTheTail() {
    assertThat(ParetoTail.tailSize(100)).isEqualTo(20);
    assertThat(ParetoTail.tailSize(5000)).isEqualTo(213);
  }
}
