package org.vaelab.experiment.gradients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.experiment.gradients.GaussianObjective.Reward;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.Interval;

/// Means against the gradient in closed form, which itself is checked by finite differences;
/// variances against those from moments of a Gaussian.
class GaussianStudyTest {
  private static final double MEAN = 0.7;
  private static final double SCALE = 1.3;
  private static final int ESTIMATES = 20_000;

  private static double[][] sample(
      GaussianEstimator estimator, Reward reward, int dimension, int samples) {
    return estimator.sample(
        new GaussianObjective(dimension, MEAN, SCALE, reward),
        samples,
        ESTIMATES,
        new SplittableRandom(3));
  }

  /// E[r] = −½ D (μ² + σ²), and D (½ + log σ) more for r(z, φ).
  private static double value(Reward reward, double mean, double scale) {
    double z = -0.5 * (mean * mean + scale * scale);
    return reward == Reward.Z ? z : z + 0.5 + Math.log(scale);
  }

  @ParameterizedTest
  @EnumSource(Reward.class)
  void theExactGradientIsThatOfTheValue(Reward reward) {
    double h = 1e-5;
    double byMean = (value(reward, MEAN + h, SCALE) - value(reward, MEAN - h, SCALE)) / (2 * h);
    double up = value(reward, MEAN, SCALE * Math.exp(h));
    double down = value(reward, MEAN, SCALE * Math.exp(-h));
    assertThat(new GaussianObjective(1, MEAN, SCALE, reward).gradient())
        .containsExactly(new double[] {byMean, (up - down) / (2 * h)}, Offset.offset(1e-8));
  }

  /// 2 rewards, 4 estimators, 6 components: 4 standard errors are passed by chance with probability
  /// 3e-3, at this seed not.
  @ParameterizedTest
  @EnumSource(GaussianEstimator.class)
  void everyEstimatorIsUnbiased(GaussianEstimator estimator) {
    for (Reward reward : Reward.values()) {
      double[] exact = new GaussianObjective(3, MEAN, SCALE, reward).gradient();
      GradientSample sample = GradientSample.of(sample(estimator, reward, 3, 2), exact);
      for (int p = 0; p < exact.length; p++) {
        Estimate component = sample.components()[p];
        assertThat(component.mean())
            .as("%s %s %d", estimator, reward, p)
            .isCloseTo(exact[p], Offset.offset(4 * component.standardError()));
        assertThat(component.standardError()).isLessThan(0.2);
      }
      assertThat(sample.along().mean())
          .isCloseTo(1, Offset.offset(4 * sample.along().standardError()));
    }
  }

  /// σ² by μ, and σ²μ² + 2σ⁴ by log σ, for each dimension, over K.
  private static double pathwiseVariance(int dimension, int samples) {
    double square = SCALE * SCALE;
    return dimension * (square + square * MEAN * MEAN + 2 * square * square) / samples;
  }

  /// By μ alone: E[r² ε²]/σ² − μ² with r = −½ Σ s, s = (μ + σε)², from the moments of s and ε.
  private static double scoreVarianceByMean(int dimension, int samples) {
    double m = MEAN * MEAN;
    double v = SCALE * SCALE;
    double s = m + v;
    double sOfOthers = (dimension - 1) * s;
    double squareOfOthers = (dimension - 1) * (4 * m * v + 2 * v * v) + sOfOthers * sOfOthers;
    double own = m + 3 * v; // E[s ε²]
    double ownSquare = m * m + 18 * m * v + 15 * v * v; // E[s² ε²]
    double second = (squareOfOthers + 2 * sOfOthers * own + ownSquare) / 4 / v;
    return dimension * (second - m) / samples;
  }

  private static double variance(double[][] gradients, int components) {
    double sum = 0;
    for (int p = 0; p < components; p++) {
      int component = p;
      double deviation =
          Estimate.of(Arrays.stream(gradients).mapToDouble(g -> g[component]).toArray())
              .standardDeviation();
      sum += deviation * deviation;
    }
    return sum;
  }

  @Test
  void variancesAreThoseInClosedForm() {
    for (int samples : new int[] {1, 5}) {
      double pathwise =
          variance(sample(GaussianEstimator.REPARAMETERIZATION, Reward.Z, 4, samples), 8);
      assertThat(pathwise / pathwiseVariance(4, samples)).isCloseTo(1, Offset.offset(0.05));
      double score = variance(sample(GaussianEstimator.REINFORCE, Reward.Z, 4, samples), 4);
      assertThat(score / scoreVarianceByMean(4, samples)).isCloseTo(1, Offset.offset(0.05));
    }
  }

  /// Of 100 intervals at 95%, fewer than 87 hold the truth with probability 5e-4.
  @Test
  void theIntervalsOfTheVarianceHoldTheTruth() {
    GaussianObjective objective = new GaussianObjective(4, MEAN, SCALE, Reward.Z);
    double exact = pathwiseVariance(4, 2);
    int held = 0;
    for (int seed = 0; seed < 100; seed++) {
      Interval interval =
          GaussianStudy.compare(objective, 2, 1000, seed).rows().getFirst().interval();
      held += interval.lower() <= exact && exact <= interval.upper() ? 1 : 0;
      assertThat(interval.upper() - interval.lower()).isLessThan(0.3 * exact);
    }
    assertThat(held).isGreaterThanOrEqualTo(87);
  }

  /// Without a baseline the ratio grows as D² for large D, with one as D; from 10 to 100 by a power
  /// of 1.87 in closed form, for the components of μ.
  @Test
  void theRatioGrowsWithTheDimension() {
    GaussianStudy study =
        GaussianStudy.of(List.of(1, 10, 100), List.of(10), 2000, 2).with(Reward.Z);
    assertThat(study.growth(GaussianEstimator.REINFORCE).slope()).isBetween(1.7, 2.0);
    assertThat(study.growth(GaussianEstimator.LEAVE_ONE_OUT).slope()).isBetween(0.75, 1.1);
    assertThat(study.last(GaussianEstimator.REINFORCE).ratioInterval().lower()).isGreaterThan(1000);
  }

  @Test
  void oneSampleHasNoOthers() {
    GaussianObjective objective = new GaussianObjective(2, MEAN, SCALE, Reward.Z);
    assertThat(GaussianStudy.compare(objective, 1, 10, 1).rows())
        .extracting(GaussianStudy.Row::estimator)
        .doesNotContain(GaussianEstimator.LEAVE_ONE_OUT)
        .hasSize(3);
    assertThatThrownBy(
            () -> GaussianEstimator.LEAVE_ONE_OUT.sample(objective, 1, 10, new SplittableRandom(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2");
  }
}
