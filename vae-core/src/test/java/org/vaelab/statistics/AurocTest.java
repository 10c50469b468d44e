package org.vaelab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AurocTest {

  private static double[] normal(SplittableRandom random, int count, double mean) {
    return random.doubles(count).map(u -> mean + random.nextGaussian()).toArray();
  }

  /// Of 6 pairs 4 are in order and 1 is a tie.
  @Test
  void pairsInOrder() {
    double[] higher = {1, 3, 5};
    double[] lower = {0, 3};
    // 1 > 0; 3 > 0, 3 = 3; 5 > 0, 5 > 3.
    assertThat(Auroc.of(higher, lower).area()).isCloseTo(4.5 / 6, Offset.offset(1e-12));
    assertThat(Auroc.of(lower, higher).area()).isCloseTo(1.5 / 6, Offset.offset(1e-12));
    assertThat(Auroc.of(new double[] {2, 3}, new double[] {0, 1})).isEqualTo(new Auroc(1, 0));
    assertThatThrownBy(() -> Auroc.of(higher, new double[] {Double.NaN, 1}))
        .hasMessageContaining("none that is NaN");
  }

  /// N(d, 1) exceeds N(0, 1) with probability Φ(d / √2). Over 400 repetitions the standard error
  /// is the spread of the areas within 15%, four of its own standard errors 1/√800.
  @Test
  void normalsOfKnownDistance() {
    double truth = new NormalDistribution().cumulativeProbability(1 / Math.sqrt(2));
    SplittableRandom random = new SplittableRandom(3);
    RunningMean areas = new RunningMean();
    RunningMean errors = new RunningMean();
    for (int repetition = 0; repetition < 400; repetition++) {
      Auroc auroc = Auroc.of(normal(random, 60, 1), normal(random, 90, 0));
      areas.add(auroc.area());
      errors.add(auroc.standardError());
    }
    assertThat(areas.mean()).isCloseTo(truth, Offset.offset(4 * areas.standardError()));
    assertThat(errors.mean() / areas.standardDeviation()).isBetween(0.85, 1.15);
  }
}
