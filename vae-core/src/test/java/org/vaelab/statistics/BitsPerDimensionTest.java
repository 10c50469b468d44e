package org.vaelab.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BitsPerDimensionTest {
  private static final int DIMENSION = 560;
  private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

  /// log p of D levels under the uniform distribution, and log of the uniform density.
  @Test
  void theBitsOfTheUniformDistributionAreEight() {
    assertThat(BitsPerDimension.OF_LEVELS.of(-DIMENSION * Math.log(256), DIMENSION))
        .isCloseTo(8, ROUNDING);
    assertThat(BitsPerDimension.OF_DEQUANTISED.of(0, DIMENSION)).isCloseTo(8, ROUNDING);
    assertThat(BitsPerDimension.OF_DENSITY_AT_LEVELS.of(0, DIMENSION))
        .isCloseTo(Math.log(255) / Math.log(2), ROUNDING);
  }

  /// A density that is constant over a level is as good as the mass that it has there.
  @Test
  void aDensityThatIsConstantOverLevelsHasTheBitsOfItsMasses() {
    double logMass = Math.log(0.3);
    double logDensity = Math.log(0.3 * 256);
    assertThat(BitsPerDimension.OF_DEQUANTISED.of(logDensity, 1))
        .isCloseTo(BitsPerDimension.OF_LEVELS.of(logMass, 1), ROUNDING)
        .isCloseTo(-Math.log(0.3) / Math.log(2), ROUNDING);
  }

  @ParameterizedTest
  @EnumSource
  void meansKeepTheirErrors(BitsPerDimension bits) {
    Estimate nats = Estimate.of(new double[] {-700, -650, -720});
    Estimate estimate =
        Estimate.of(
            new double[] {
              bits.of(-700, DIMENSION), bits.of(-650, DIMENSION), bits.of(-720, DIMENSION)
            });
    Estimate converted = bits.of(nats, DIMENSION);
    assertThat(converted.mean()).isCloseTo(estimate.mean(), ROUNDING);
    assertThat(converted.standardError()).isCloseTo(estimate.standardError(), ROUNDING);
    assertThat(converted.count()).isEqualTo(3);
    assertThat(bits.label()).isNotEmpty();
  }
}
