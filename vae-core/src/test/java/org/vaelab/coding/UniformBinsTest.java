package org.vaelab.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A uniform quantiser of N(0, 1) has the rate and the distortion that theory says.
class UniformBinsTest {

  /// Every bin of 0.001 to 6 comes back; a value lies in its own bin, and no z is moved by more
  /// than Δ/2.
  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.1, 0.5, 1.7, 6})
  void binsComeBack(double width) {
    UniformBins bins = new UniformBins(width);
    int last = bins.bin(1e30);
    assertThat(bins.bin(-1e30)).isZero();
    assertThat(bins.value(0)).isEqualTo(-bins.value(last)).isLessThanOrEqualTo(-6);
    AnsChain chain = new AnsChain();
    for (int bin = 0; bin <= last; bin++) {
      assertThat(bins.bin(bins.value(bin))).isEqualTo(bin);
      bins.pushPrior(chain, bin);
    }
    for (int bin = last; bin >= 0; bin--) {
      assertThat(bins.popPrior(chain)).isEqualTo(bin);
    }
    assertThat(chain.bits()).isZero();
    for (double z = -5.9; z < 5.9; z += 0.0371) {
      assertThat((double) bins.value(bins.bin(z))).isCloseTo(z, Offset.offset(0.5 * width + 1e-6));
    }
  }

  /// −log₂ of the prior's mass in the bin, by another implementation of Φ, where mass is not a few
  /// units of 2⁻²⁴.
  @Test
  void aBinCostsItsMassUnderThePrior() {
    double width = 0.5;
    UniformBins bins = new UniformBins(width);
    var normal = new org.apache.commons.math3.distribution.NormalDistribution();
    for (int k = -7; k <= 7; k++) {
      int bin = bins.bin(k * width);
      double mass = normal.probability((k - 0.5) * width, (k + 0.5) * width);
      AnsChain chain = new AnsChain();
      for (int i = 0; i < 1000; i++) {
        bins.pushPrior(chain, bin);
      }
      assertThat(chain.bits() / 1000).isCloseTo(-Math.log(mass) / Math.log(2), Offset.offset(2e-3));
    }
  }

  /// On 200,000 draws of N(0, 1): the mean cost is ½ log₂(2πe) − log₂ Δ + Δ²/24 log₂ e (the entropy
  /// of the bins, to second order in Δ; 1 is the Fisher information of N(0, 1)), the squared error
  /// Δ²/12. Of a draw they deviate by 1.02 bits and by Δ²/13.4, so that five standard errors
  /// (probability of failing by chance below 10⁻⁵) are 0.0114 bits and 0.0009 Δ².
  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.25, 0.5})
  void rateAndDistortionOfHighResolution(double width) {
    int count = 200_000;
    UniformBins bins = new UniformBins(width);
    SplittableRandom random = new SplittableRandom(4);
    AnsChain chain = new AnsChain();
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double z = random.nextGaussian();
      int bin = bins.bin(z);
      bins.pushPrior(chain, bin);
      squares += Math.pow(z - bins.value(bin), 2);
    }
    double nats = 0.5 * Math.log(2 * Math.PI * Math.E) - Math.log(width) + width * width / 24;
    assertThat(chain.bits() / count).isCloseTo(nats / Math.log(2), Offset.offset(0.0115));
    assertThat(squares / count / (width * width)).isCloseTo(1 / 12.0, Offset.offset(0.001));
  }

  @Test
  void widths() {
    for (double width : new double[] {0, -1, 7, Double.NaN}) {
      assertThatThrownBy(() -> new UniformBins(width)).hasMessageContaining("0.001 to 6.0");
    }
  }
}
