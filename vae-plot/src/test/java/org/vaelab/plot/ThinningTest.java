package org.vaelab.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ThinningTest {

  @Property(tries = 100)
  void keepsEndsExtremesAndGaps(@ForAll @IntRange(min = 1, max = 20_000) int n, @ForAll long seed) {
    Random random = new Random(seed);
    double[] values = random.doubles(n).toArray();
    int spike = random.nextInt(n);
    int dip = random.nextInt(n);
    int gap = random.nextInt(n);
    values[spike] = 100;
    values[dip] = -100;
    values[gap] = Double.NaN;
    int[] kept = Thinning.indices(new Series("a", values.clone(), values));
    assertThat(kept.length).isEqualTo(n <= 500 ? n : Math.min(kept.length, 500));
    assertThat(kept).isSorted().doesNotHaveDuplicates().contains(0, n - 1, gap);
    if (values[spike] == 100) {
      assertThat(kept).contains(spike);
    }
    if (values[dip] == -100) {
      assertThat(kept).contains(dip);
    }
  }
}
