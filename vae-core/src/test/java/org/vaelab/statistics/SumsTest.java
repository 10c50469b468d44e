package org.vaelab.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SumsTest {
  private static LogMeanExp of(double... logWeights) {
    LogMeanExp mean = new LogMeanExp();
    Arrays.stream(logWeights).forEach(mean::add);
    return mean;
  }

  @Test
  void effectiveSampleSizeAtItsLimits() {
    double[] equal = new double[1000];
    Arrays.fill(equal, -900);
    assertThat(of(equal).effectiveSampleSize()).isCloseTo(1000, Offset.offset(1e-6));
    equal[500] = 0;
    assertThat(of(equal).effectiveSampleSize()).isCloseTo(1, Offset.offset(1e-6));
    assertThat(of(0, Double.NEGATIVE_INFINITY, 0).effectiveSampleSize())
        .isCloseTo(2, Offset.offset(1e-12));
    assertThat(of(Double.NEGATIVE_INFINITY).effectiveSampleSize()).isZero();
  }

  @Test
  void logMeanAndStandardErrorOfKnownWeights() {
    LogMeanExp mean = of(Math.log(1) - 2000, Math.log(2) - 2000, Math.log(6) - 2000);
    assertThat(mean.logMean()).isCloseTo(Math.log(3) - 2000, Offset.offset(1e-9));
    // Weights 1, 2, 6: unbiased variance 7, standard error of the mean √(7/3), over the mean 3.
    assertThat(mean.standardError()).isCloseTo(Math.sqrt(7.0 / 3) / 3, Offset.offset(1e-9));
  }

  /// The bootstrap's own relative error with 2,000 replicates is 1/√4000 = 1.6%.
  @Test
  void theBootstrapFindsTheStandardErrorOfAMean() {
    SplittableRandom random = new SplittableRandom(1);
    double[] values = random.doubles(400).toArray();
    double expected = Estimate.of(values).standardError();
    assertThat(Bootstrap.standardError(values, 2000, random))
        .isCloseTo(expected, Offset.offset(0.07 * expected));
  }

  /// Of a mean and of a ratio of means: the half-width is 1.96 standard errors, that of a ratio of
  /// equal samples √2 times the relative one.
  @Test
  void theBootstrapsIntervalsAreThoseOfLargeSamples() {
    SplittableRandom random = new SplittableRandom(1);
    Estimate one = Estimate.of(random.doubles(1000).toArray());
    double[] values = random.doubles(1000).toArray();
    double error = 1.96 * one.standardError();
    double mean = Estimate.of(values).mean();
    Interval interval = Bootstrap.interval(values, 0.95, 4000, random);
    assertThat(interval.lower()).isCloseTo(mean - error, Offset.offset(0.1 * error));
    assertThat(interval.upper()).isCloseTo(mean + error, Offset.offset(0.1 * error));
    Interval ratio = Bootstrap.ratioInterval(values, values, 0.95, 4000, random);
    double ofRatio = Math.sqrt(2) * error / mean;
    assertThat(ratio.lower()).isCloseTo(1 - ofRatio, Offset.offset(0.1 * ofRatio));
    assertThat(ratio.upper()).isCloseTo(1 + ofRatio, Offset.offset(0.1 * ofRatio));
  }

  @Test
  void theLargestValuesAreKept() {
    LargestValues largest = new LargestValues(3);
    for (double value : new double[] {5, -1, 7, 7, 2, 6}) {
      largest.add(value);
    }
    assertThat(largest.values()).containsExactlyInAnyOrder(7, 7, 6);
  }
}
