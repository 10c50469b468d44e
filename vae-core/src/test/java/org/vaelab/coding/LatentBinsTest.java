package org.vaelab.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Φ agrees with another implementation, bins have equal mass, and what is popped under q has q's
/// moments and cost.
class LatentBinsTest {
  private static final int BITS = 12;
  private static final LatentBins BINS = new LatentBins(BITS);

  @Test
  void normalDistribution() {
    var other = new org.apache.commons.math3.distribution.NormalDistribution();
    for (double t = -8; t <= 8; t += 0.001) {
      double right = other.cumulativeProbability(t);
      assertThat(NormalDistribution.cumulative(t)).isCloseTo(right, Offset.offset(1e-14));
    }
    for (double t = -8; t < 0; t += 0.5) { // The tail's fraction has eight digits.
      double right = other.cumulativeProbability(t);
      assertThat(NormalDistribution.cumulative(t)).isCloseTo(right, Offset.offset(1e-7 * right));
    }
    for (double p : new double[] {1e-6, 0.01, 0.3, 0.5, 0.9, 0.9999}) {
      assertThat(NormalDistribution.quantile(p))
          .isCloseTo(other.inverseCumulativeProbability(p), Offset.offset(1e-9));
    }
    assertThat(NormalDistribution.cumulative(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(NormalDistribution.cumulative(Double.POSITIVE_INFINITY)).isOne();
  }

  /// A bin costs b bits under the prior, and its median lies in it.
  @Test
  void binsOfEqualMass() {
    AnsChain chain = new AnsChain();
    for (int bin = 0; bin < 1 << BITS; bin++) {
      assertThat(BINS.bin(BINS.value(bin))).isEqualTo(bin);
      BINS.pushPrior(chain, bin);
    }
    assertThat(chain.bits()).isCloseTo(BITS << BITS, Offset.offset(1.0));
    for (int bin = (1 << BITS) - 1; bin >= 0; bin--) {
      assertThat(BINS.popPrior(chain)).isEqualTo(bin);
    }
  }

  /// E_q[log q/p] of the bins against KL(N(μ, σ²) ‖ N(0, 1)) = ½(μ² + σ² − 1) − log σ, and the mean
  /// of z against μ; each within five standard errors (probability of failing by chance below
  /// 10⁻⁵), the KL but for what 4,096 bins lose.
  @Test
  void poppedBinsAreSamplesOfQ() {
    int count = 20_000;
    double[][] gaussians = {{0, 1}, {0.7, 0.2}, {-1.5, 0.05}, {2.5, 0.4}};
    for (double[] gaussian : gaussians) {
      double mean = gaussian[0];
      double scale = gaussian[1];
      AnsChain chain = new AnsChain(new SplittableRandom(2));
      double sum = 0;
      int[] popped = new int[count];
      for (int i = 0; i < count; i++) {
        popped[i] = BINS.pop(chain, mean, scale);
        sum += BINS.value(popped[i]);
      }
      assertThat(sum / count).isCloseTo(mean, Offset.offset(5 * scale / Math.sqrt(count) + 2e-3));
      double taken = 32.0 * chain.borrowed() - chain.bits();
      double kl = 0.5 * (mean * mean + scale * scale - 1) - Math.log(scale);
      // The deviation of log q/p over q: that of (z² − (z−μ)²/σ²)/2.
      double spread = Math.hypot(mean * scale, (1 - scale * scale) / Math.sqrt(2));
      assertThat((BITS - taken / count) * Math.log(2))
          .isCloseTo(kl, Offset.offset(5 * spread / Math.sqrt(count) + 5e-3));
      for (int i = count - 1; i >= 0; i--) {
        BINS.push(chain, popped[i], mean, scale);
      }
      assertThat(chain.holdsOnly(new SplittableRandom(2), chain.borrowed())).isTrue();
    }
  }

  /// Far beyond all bins there is still one to pop, and it comes back.
  @Test
  void gaussiansOutsideOfAllBins() {
    for (double[] gaussian : new double[][] {{60, 1e-3}, {-60, 1e-6}, {0, 1e-300}, {0, 1e30}}) {
      AnsChain chain = new AnsChain(new SplittableRandom(3));
      int bin = BINS.pop(chain, gaussian[0], gaussian[1]);
      BINS.push(chain, bin, gaussian[0], gaussian[1]);
      assertThat(chain.holdsOnly(new SplittableRandom(3), chain.borrowed())).isTrue();
    }
  }

  @Test
  void sizes() {
    assertThatThrownBy(() -> new LatentBins(0)).hasMessageContaining("0 bits");
    assertThatThrownBy(() -> new LatentBins(17)).hasMessageContaining("1 to 16");
  }
}
