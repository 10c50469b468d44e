package org.vaelab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExponentFitTest {
  private static final double[] SIZES = {500, 1000, 2000, 4000, 8000, 16000};

  private static double[] times(double factor, double exponent, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] times = new double[SIZES.length];
    for (int i = 0; i < times.length; i++) {
      times[i] = factor * Math.pow(SIZES[i], exponent) * Math.exp(noise * random.nextGaussian());
    }
    return times;
  }

  @Test
  void anExactPowerHasItsExponentAndNoError() {
    for (double exponent : new double[] {0, 0.5, 1, 1.7, -1}) {
      ExponentFit fit = ExponentFit.of(SIZES, times(3e-4, exponent, 0, 1));
      assertThat(fit.exponent()).isCloseTo(exponent, within(1e-12));
      assertThat(fit.standardError()).isLessThan(1e-12);
    }
  }

  /// The standard error is that of repeated experiments. With 2,000 of them the standard deviation
  /// of the exponents is known to 1.6%, and the mean of the squared errors to 2.2% (χ² of 4 degrees
  /// of freedom); 10% is more than 3.5 standard errors of their ratio: a chance of 5 in 10,000.
  @Test
  void theStandardErrorIsTheSpreadOfRepeatedExperiments() {
    int experiments = 2000;
    double sum = 0;
    double squares = 0;
    double claimed = 0;
    for (int i = 0; i < experiments; i++) {
      ExponentFit fit = ExponentFit.of(SIZES, times(1, 1, 0.05, i));
      double error = fit.exponent() - 1;
      sum += error / experiments;
      squares += error * error / experiments;
      claimed += fit.standardError() * fit.standardError() / experiments;
    }
    double spread = Math.sqrt(squares - sum * sum);
    assertThat(Math.sqrt(claimed)).isCloseTo(spread, within(0.1 * spread));
    assertThat(sum).isCloseTo(0, within(4 * spread / Math.sqrt(experiments)));
  }

  @Test
  void twoPointsAreRefused() {
    assertThatThrownBy(() -> ExponentFit.of(new double[] {1, 2}, new double[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
