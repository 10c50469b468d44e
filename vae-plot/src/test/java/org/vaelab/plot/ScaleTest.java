package org.vaelab.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ScaleTest {

  @Property
  void linearRangesAreSafeForTheTickSearch(@ForAll double a, @ForAll double b) {
    Scale scale = Scale.linear(Math.min(a, b), Math.max(a, b), 0, 0);
    double magnitude = Math.max(Math.abs(scale.min()), Math.abs(scale.max()));
    assertThat(magnitude).isBetween(a == 0 && b == 0 ? 0.0 : 1e-21, 1.1e6);
    assertThat(scale.max() - scale.min()).isGreaterThan(0.9e-4 * magnitude);
    assertThat(scale.position(a)).isBetween(-1e-9, 1 + 1e-9);
  }

  @Test
  void largeAndSmallValuesPutAPowerOfTenIntoTheLabel() {
    assertThat(Scale.linear(0, 3e12, 0, 0).labelled("error")).isEqualTo("error (×10¹²)");
    assertThat(Scale.linear(0, 2e-5, 0, 0).labelled("rate")).isEqualTo("rate (×10⁻⁵)");
    assertThat(Scale.linear(-540, -98, 0, 0).labelled("nats")).isEqualTo("nats");
    assertThat(Scale.linear(0, 3e12, 0, 0).position(1.5e12)).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void ticksOfOneAxisHaveTheSameDecimals() {
    var ticks = Scale.linear(-98.5, -95, 0, 0).ticks(0.1);
    assertThat(ticks.apply(-98)).isEqualTo("−98.0");
    assertThat(ticks.apply(-95.5)).isEqualTo("−95.5");
    assertThat(Scale.linear(0, 600, 0, 0).ticks(0.1).apply(50)).isEqualTo("50");
    assertThat(Scale.linear(-1, 1, 0, 0).ticks(0.1).apply(-0.0)).isEqualTo("0");
  }

  @Test
  void logarithmicAxesLabelDecadesAndShortOnesMore() {
    var wide = Scale.logarithmic(1, 5000).ticks(0.1);
    assertThat(wide.apply(100)).isEqualTo("100");
    assertThat(wide.apply(200)).isEmpty();
    var narrow = Scale.logarithmic(1, 50).ticks(0.1);
    assertThat(narrow.apply(20)).isEqualTo("20");
    assertThat(narrow.apply(30)).isEmpty();
    assertThat(Scale.logarithmic(1e-9, 1e-6).ticks(0.1).apply(1e-8)).isEqualTo("10⁻⁸");
    assertThat(Scale.logarithmic(1, 10_000).position(100)).isCloseTo(0.5, within(1e-12));
  }
}
