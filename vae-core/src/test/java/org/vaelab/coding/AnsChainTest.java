package org.vaelab.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// A stack gives back what was pushed, costs what information theory says, and pops in the very
/// proportions of the distribution.
class AnsChainTest {
  private static final int BITS = 16;
  private static final int COUNT = 100_000;

  private static RandomGenerator random(long seed) {
    return new SplittableRandom(seed);
  }

  @Test
  void symbolsComeBackInReverse() {
    SplittableRandom random = new SplittableRandom(1);
    int[] starts = new int[COUNT];
    int[] frequencies = new int[COUNT];
    int[] bits = new int[COUNT];
    AnsChain chain = new AnsChain(random(2));
    for (int i = 0; i < COUNT; i++) {
      bits[i] = random.nextInt(1, AnsChain.MOST_BITS + 1);
      long all = 1L << bits[i];
      // Certain symbols and the rarest ones among them.
      frequencies[i] =
          (int)
              Math.min(Integer.MAX_VALUE, random.nextInt(3) == 0 ? 1 : random.nextLong(1, all + 1));
      starts[i] = (int) random.nextLong(0, all - frequencies[i] + 1);
      chain.push(starts[i], frequencies[i], bits[i]);
    }
    for (int i = COUNT - 1; i >= 0; i--) {
      assertThat(chain.top(bits[i])).isBetween(starts[i], starts[i] + frequencies[i] - 1);
      chain.pop(starts[i], frequencies[i], bits[i]);
    }
    assertThat(chain.holdsOnly(random(2), 0)).isTrue();
  }

  /// Within 10⁻⁴ of −Σ log₂ p, which heads of at least 2³¹ allow for probabilities of 16 bits.
  @Test
  void theLengthIsTheInformation() {
    SplittableRandom random = new SplittableRandom(3);
    AnsChain chain = new AnsChain();
    double information = 0;
    for (int i = 0; i < COUNT; i++) {
      int frequency = random.nextInt(1, 1 << BITS);
      boolean first = random.nextInt(1 << BITS) < frequency;
      int own = first ? frequency : (1 << BITS) - frequency;
      chain.push(first ? 0 : frequency, own, BITS);
      information += BITS - Math.log(own) / Math.log(2);
    }
    assertThat(chain.bits()).isCloseTo(information, Offset.offset(1e-4 * information));
  }

  /// Bits that were never pushed come from the generator, and go back below everything else.
  @Test
  void poppingFirstIsUndoneByPushing() {
    AnsChain chain = new AnsChain(random(5));
    int[] symbols = new int[1000];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = chain.top(BITS) < 50_000 ? 0 : 1;
      chain.pop(symbols[i] * 50_000, symbols[i] == 0 ? 50_000 : 15_536, BITS);
    }
    int borrowed = chain.borrowed();
    assertThat(borrowed).isPositive();
    for (int i = symbols.length - 1; i >= 0; i--) {
      chain.push(symbols[i] * 50_000, symbols[i] == 0 ? 50_000 : 15_536, BITS);
    }
    assertThat(chain.holdsOnly(random(5), borrowed)).isTrue();
    assertThat(chain.holdsOnly(random(6), borrowed)).isFalse();
    assertThatThrownBy(() -> new AnsChain().pop(0, 1, BITS))
        .hasMessageContaining("More was popped");
  }

  /// The probability that a right coder fails by chance is below 10⁻⁶ (five standard errors).
  @Test
  void randomBitsBecomeSamples() {
    AnsChain chain = new AnsChain(random(7));
    int ones = 0;
    for (int i = 0; i < COUNT; i++) {
      boolean one = chain.top(BITS) >= 50_000;
      ones += one ? 1 : 0;
      chain.pop(one ? 50_000 : 0, one ? 15_536 : 50_000, BITS);
    }
    double p = 15_536.0 / (1 << BITS);
    assertThat((double) ones / COUNT)
        .isCloseTo(p, Offset.offset(5 * Math.sqrt(p * (1 - p) / COUNT)));
  }
}
