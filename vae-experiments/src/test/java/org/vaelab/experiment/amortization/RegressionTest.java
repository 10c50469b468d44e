package org.vaelab.experiment.amortization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.vaelab.statistics.RunningMean;

class RegressionTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

  /// Rows (μ₁, μ₂, log σ₁, log σ₂).
  private static final double[] OPTIMAL = {
    1, 10, -1, -2, 2, 10.1, -1, -2.2, 3, 9.9, -1, -2.4, 6, 10, -1, -1.4
  };

  private static double[] with(double[] rows, int column, double... values) {
    double[] changed = rows.clone();
    for (int i = 0; i < values.length; i++) {
      changed[4 * i + column] = values[i];
    }
    return changed;
  }

  @Test
  void exactPredictionsLeaveNothing() {
    Regression regression = new Regression(2, OPTIMAL, OPTIMAL);
    assertThat(regression.means().mean()).isEqualTo(1);
    assertThat(regression.means().standardError()).isZero();
    Regression.Dimension first = regression.dimensions().getFirst();
    assertThat(first.number()).isEqualTo(1);
    assertThat(first.slope()).isCloseTo(1, ROUNDING);
    assertThat(first.residual()).isZero();
    assertThat(first.variance()).isCloseTo(14 / 3.0, ROUNDING); // Of 1, 2, 3, 6 around 3.
    assertThat(regression.active()).isEqualTo(1); // The other's variance is 0.02 / 3.
  }

  @Test
  void knownResidualsGiveKnownShares() {
    Regression.Dimension mean =
        new Regression(2, OPTIMAL, with(OPTIMAL, 0, 3, 3, 3, 3)).dimensions().getFirst();
    assertThat(mean.means().mean()).isCloseTo(0, ROUNDING);
    assertThat(mean.residual()).isCloseTo(Math.sqrt(14 / 4.0), ROUNDING);
    assertThat(mean.inScales()).isCloseTo(Math.E * Math.sqrt(14 / 4.0), Offset.offset(1e-9));

    // Halved predictions: residuals are halves of 1, 2, 3, 6, whose squares sum to 50.
    Regression halved = new Regression(2, OPTIMAL, with(OPTIMAL, 0, 0.5, 1, 1.5, 3));
    Regression.Dimension first = halved.dimensions().getFirst();
    assertThat(first.means().mean()).isCloseTo(1 - 12.5 / 14, ROUNDING);
    assertThat(first.slope()).isCloseTo(2, ROUNDING);
    assertThat(first.logScales().mean()).isNaN(); // log σ₁ does not vary.
    assertThat(halved.means().mean()).isCloseTo(1 - 12.5 / 14.02, ROUNDING);
    assertThat(halved.logScales().mean()).isEqualTo(1);
  }

  /// The spread of R² over 400 samples of 200 images is known to 4%: its standard error, a mean
  /// over as many, is within 12% of it but by a chance below 1%, at this seed as well.
  @Test
  void theStandardErrorIsTheSpreadOverSamples() {
    SplittableRandom random = new SplittableRandom(4);
    RunningMean values = new RunningMean();
    RunningMean errors = new RunningMean();
    for (int sample = 0; sample < 400; sample++) {
      double[] optimal = new double[400];
      double[] encoded = new double[400];
      for (int i = 0; i < 400; i += 2) {
        optimal[i] = random.nextGaussian();
        encoded[i] = optimal[i] + 0.5 * random.nextGaussian();
      }
      Regression regression = new Regression(1, optimal, encoded);
      values.add(regression.means().mean());
      errors.add(regression.means().standardError());
    }
    assertThat(values.mean()).isCloseTo(0.75, Offset.offset(0.01));
    assertThat(errors.mean() / values.standardDeviation()).isBetween(0.88, 1.12);
  }

  @Test
  void rowsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> new Regression(3, OPTIMAL, OPTIMAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 latent dimensions");
  }
}
