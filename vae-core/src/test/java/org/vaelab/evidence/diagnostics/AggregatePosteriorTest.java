package org.vaelab.evidence.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Posteriors N(μ, σ²) whose means are themselves N(m, s²) in each dimension: q(z) is
/// N(m, s² + σ²), so I = ½ log(1 + s²/σ²) and KL(q(z) ‖ p) = ½ (s² + σ² + m² − 1 − log(s² + σ²)).
class AggregatePosteriorTest {
  private static final int POINTS = 1500;
  private static final int SAMPLES = 2;
  // Four standard errors on each side: at most 1e-4 for a comparison, and the seeds are fixed.
  private static final double WIDTH = 4;

  private static AggregatePosterior of(double m, double s, double sigma, int dimensions) {
    SplittableRandom random = new SplittableRandom(7);
    float[] phi = new float[POINTS * 2 * dimensions];
    for (int i = 0; i < POINTS; i++) {
      for (int d = 0; d < dimensions; d++) {
        phi[i * 2 * dimensions + d] = (float) (m + s * random.nextGaussian());
        phi[i * 2 * dimensions + dimensions + d] = (float) Math.log(sigma);
      }
    }
    NoiseSource<Purpose.Sampling> noise = NoiseSource.of(5, Purpose.SAMPLING);
    return AggregatePosterior.estimate(phi, dimensions, SAMPLES, noise);
  }

  private static void check(double m, double s, double sigma, int dimensions) {
    AggregatePosterior aggregate = of(m, s, sigma, dimensions);
    double variance = s * s + sigma * sigma;
    double marginal = dimensions * 0.5 * (variance + m * m - 1 - Math.log(variance));
    double information = dimensions * 0.5 * Math.log1p(s * s / (sigma * sigma));
    assertThat(aggregate.lower().mean())
        .isLessThan(marginal + WIDTH * aggregate.lower().standardError());
    assertThat(aggregate.upper().mean())
        .isGreaterThan(marginal - WIDTH * aggregate.upper().standardError());
    // In so few dimensions the bounds are close: they must not pass by being wide.
    assertThat(aggregate.upper().mean() - aggregate.lower().mean()).isBetween(0.0, 0.05);
    assertThat(aggregate.lower().mean())
        .isCloseTo(marginal, Offset.offset(0.02 + WIDTH * aggregate.lower().standardError()));
    assertThat(aggregate.information().lower().mean())
        .isCloseTo(
            information,
            Offset.offset(0.02 + WIDTH * aggregate.information().lower().standardError()));
    assertThat(aggregate.kl().mean())
        .isCloseTo(marginal + information, Offset.offset(WIDTH * aggregate.kl().standardError()));
  }

  /// The posteriors of the linear Gaussian model with data from itself: their mixture is the prior.
  @Test
  void theExactPosteriorsOfALinearModelAggregateToThePrior() {
    check(0, 0.8, 0.6, 2);
  }

  @Test
  void aMovedAndNarrowedMixture() {
    check(1, 0.5, 0.4, 1);
    check(-0.5, 1.5, 0.7, 1);
  }

  /// E KL = I + KL holds between the numbers themselves, bound against bound.
  @Test
  void thePartsAddUp() {
    AggregatePosterior aggregate = of(0.3, 1, 0.5, 3);
    MutualInformation information = aggregate.information();
    assertThat(aggregate.lower().mean() + information.upper().mean())
        .isCloseTo(aggregate.kl().mean(), Offset.offset(1e-9));
    assertThat(aggregate.upper().mean() + information.lower().mean())
        .isCloseTo(aggregate.kl().mean(), Offset.offset(1e-9));
  }
}
