package org.vaelab.experiment.amortization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CostTest {
  /// An encoder of 1000 numbers that took 7000 gradients, z of 10 dimensions, 150 steps.
  private static final Cost COST = new Cost(7000, 1000, 20, 150);

  @Test
  void gradientsAndBytesAreCounted() {
    assertThat(COST.sviGradients(10_000_000_000L)).isEqualTo(1_500_000_000_000L);
    assertThat(COST.sviBytes(3)).isEqualTo(3 * 20 * 4);
    assertThat(COST.sviBytesWithMoments(3)).isEqualTo(3 * (3 * 20 * 4 + 4));
    assertThat(COST.encoderBytes()).isEqualTo(4000);
    assertThat(COST.encoderBytesWithMoments()).isEqualTo(12_000);
  }

  /// At the crossing SVI needs more, at one image fewer it does not.
  @Test
  void crossingsAreTheLeast() {
    for (Cost cost : List.of(COST, new Cost(7500, 2000, 4, 150), new Cost(1, 1, 2, 1))) {
      assertThat(cost.sviGradients(cost.gradientCrossing()))
          .isGreaterThan(cost.trainingGradients());
      assertThat(cost.sviGradients(cost.gradientCrossing() - 1))
          .isLessThanOrEqualTo(cost.trainingGradients());
      assertThat(cost.sviBytes(cost.memoryCrossing())).isGreaterThan(cost.encoderBytes());
      assertThat(cost.sviBytes(cost.memoryCrossing() - 1)).isLessThanOrEqualTo(cost.encoderBytes());
      assertThat(cost.sviBytesWithMoments(cost.memoryCrossingWithMoments()))
          .isGreaterThan(cost.encoderBytesWithMoments());
      assertThat(cost.sviBytesWithMoments(cost.memoryCrossingWithMoments() - 1))
          .isLessThanOrEqualTo(cost.encoderBytesWithMoments());
    }
  }

  @Test
  void timesAreEqualAtTheirCrossing() {
    double crossing = Cost.timeCrossing(12, 0.01, 0.004).orElseThrow();
    assertThat(12 + crossing * 0.004).isCloseTo(crossing * 0.01, Offset.offset(1e-9));
    assertThat(Cost.timeCrossing(12, 0.01, 0.01)).isEmpty();
  }
}
