package org.vaelab.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SplitMixTest {
  @Property(tries = 50)
  void givesTheNumbersOfSplittableRandom(@ForAll long seed) {
    SplitMix ours = new SplitMix(0);
    ours.restart(seed);
    SplittableRandom java = new SplittableRandom(seed);
    for (int i = 0; i < 20; i++) {
      assertThat(ours.nextLong()).isEqualTo(java.nextLong());
      assertThat(ours.nextInt(i + 1)).isEqualTo(java.nextInt(i + 1));
      assertThat(ours.nextGaussian()).isEqualTo(java.nextGaussian());
      assertThat(ours.nextDouble()).isEqualTo(java.nextDouble());
    }
  }
}
