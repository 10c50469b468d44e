package org.vaelab.optimisation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-15);

  @ParameterizedTest
  @CsvSource({"0, 0.02", "0.59, 0.02", "0.6, 0.006", "0.84, 0.006", "0.85, 0.002", "0.999, 0.002"})
  void theUsualOneDropsTwice(double progress, double rate) {
    assertThat(LearningRate.standard(0.02).at(progress)).isCloseTo(rate, ROUNDING);
  }

  @Test
  void stepsHoldFromTheirMilestonesOn() {
    LearningRate steps =
        new LearningRate.Steps(
            2,
            List.of(
                new LearningRate.Steps.Milestone(0.25, 3),
                new LearningRate.Steps.Milestone(0.5, 0.5)));
    assertThat(steps.at(0.2499)).isEqualTo(2);
    assertThat(steps.at(0.25)).isEqualTo(6);
    assertThat(steps.at(0.4999)).isEqualTo(6);
    assertThat(steps.at(0.5)).isEqualTo(1);
    assertThat(new LearningRate.Steps(2, List.of()).at(0.9)).isEqualTo(2);
  }

  /// 1 − (1 − cos πt)/2 · (1 − 0.2) times 0.5.
  @ParameterizedTest
  @CsvSource({
    "0, 0.5",
    "0.333333333333333333, 0.4",
    "0.5, 0.3",
    "0.666666666666666667, 0.2",
    "1, 0.1"
  })
  void aCosineFallsFromTheFirstToTheLastRate(double progress, double rate) {
    assertThat(new LearningRate.Cosine(0.5, 0.2).at(progress)).isCloseTo(rate, ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({"0", "0.5", "0.99"})
  void aConstantStays(double progress) {
    assertThat(new LearningRate.Constant(0.3).at(progress)).isEqualTo(0.3);
  }
}
