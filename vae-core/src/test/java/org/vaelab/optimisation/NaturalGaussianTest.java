package org.vaelab.optimisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/// The ELBO of N(μ, σ²) for a posterior N(m, s²) is log σ − ((μ − m)² + σ²)/(2s²) + constant.
final class NaturalGaussianTest {
  private static final double[] MEANS = {3, -200, 0.007};
  private static final double[] SCALES = {1, 50, 0.001};
  private static final int SIZE = MEANS.length;

  /// Rows whose dimensions start alike in units of their posteriors.
  private static INDArray start(double mean, double logScale) {
    INDArray row = Nd4j.create(DataType.DOUBLE, 1, 2 * SIZE);
    for (int d = 0; d < SIZE; d++) {
      row.putScalar(0, d, MEANS[d] + mean * SCALES[d]);
      row.putScalar(0, SIZE + d, Math.log(SCALES[d]) + logScale);
    }
    return row;
  }

  private static void step(INDArray row, int[] steps, double rate) {
    INDArray gradient = Nd4j.create(DataType.DOUBLE, 1, 2 * SIZE);
    for (int d = 0; d < SIZE; d++) {
      double variance = SCALES[d] * SCALES[d];
      double sigma = Math.exp(row.getDouble(0, SIZE + d));
      gradient.putScalar(0, d, (MEANS[d] - row.getDouble(0, d)) / variance);
      gradient.putScalar(0, SIZE + d, 1 - sigma * sigma / variance);
    }
    INDArray room = Nd4j.create(DataType.DOUBLE, 1, 2 * SIZE);
    new NaturalGaussian().ascendRows(row, gradient, room, room.dup(), steps, rate);
  }

  /// With σ = s a step of rate 1 on μ is Newton's.
  @ParameterizedTest
  @ValueSource(doubles = {0.25, 1})
  void theMeanMovesByTheRateOfItsDistance(double rate) {
    INDArray row = start(2, 0);
    int[] steps = {7};
    step(row, steps, rate);
    assertThat(steps).containsExactly(8);
    for (int d = 0; d < SIZE; d++) {
      double left = (row.getDouble(0, d) - MEANS[d]) / SCALES[d];
      assertThat(left).isCloseTo(2 * (1 - rate), within(1e-9));
      assertThat(row.getDouble(0, SIZE + d)).isCloseTo(Math.log(SCALES[d]), within(1e-12));
    }
  }

  /// The way does not depend on the units of z, and ends at the posterior.
  @ParameterizedTest
  @ValueSource(doubles = {-1.5, 0.4})
  void theWayIsTheSameInAllUnits(double logScale) {
    INDArray row = start(-1, logScale);
    int[] steps = {0};
    for (int t = 0; t < 25; t++) {
      step(row, steps, 0.5);
      double first = row.getDouble(0, 0) - MEANS[0];
      for (int d = 1; d < SIZE; d++) {
        assertThat((row.getDouble(0, d) - MEANS[d]) / SCALES[d]).isCloseTo(first, within(1e-9));
        assertThat(row.getDouble(0, SIZE + d) - Math.log(SCALES[d]))
            .isCloseTo(row.getDouble(0, SIZE), within(1e-9));
      }
    }
    for (int d = 0; d < SIZE; d++) {
      assertThat((row.getDouble(0, d) - MEANS[d]) / SCALES[d]).isCloseTo(0, within(1e-5));
      assertThat(row.getDouble(0, SIZE + d)).isCloseTo(Math.log(SCALES[d]), within(1e-5));
    }
  }
}
