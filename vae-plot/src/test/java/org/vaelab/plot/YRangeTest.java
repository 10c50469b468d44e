package org.vaelab.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class YRangeTest {

  private static LineFigure.Builder elbo() {
    double[] x = IntStream.range(0, 100).mapToDouble(i -> i).toArray();
    double[] y = IntStream.range(0, 100).mapToDouble(i -> -98 - 442 * Math.exp(-i / 5.0)).toArray();
    return LineFigure.builder("t", "x", "y").add(new Series("elbo", x, y));
  }

  @Test
  void showsEverythingUnlessAsked() {
    YRange range = YRange.of(elbo().build());
    assertThat(range.low()).isEqualTo(-540);
    assertThat(range.note()).isEmpty();
  }

  @Test
  void cutsTheTransientAndSaysSo() {
    YRange range = YRange.of(elbo().cutTransient().build());
    // Quartiles of this curve: -101.0 after 25 points and about -98 at the end, so a fence near
    // -105.
    assertThat(range.low()).isBetween(-108.0, -101.0);
    assertThat(range.high()).isBetween(-98.1, -98.0);
    long hidden =
        IntStream.range(0, 100).filter(i -> -98 - 442 * Math.exp(-i / 5.0) < range.low()).count();
    assertThat(range.note().orElseThrow())
        .contains(hidden + " points below it not shown")
        .contains("lowest −540.0");
  }

  @Test
  void keepsReferencesAndLastValuesInSight() {
    assertThat(YRange.of(elbo().reference("floor", -200).cutTransient().build()).low())
        .isEqualTo(-200);
    double[] x = IntStream.range(0, 100).mapToDouble(i -> i).toArray();
    double[] falls = IntStream.range(0, 100).mapToDouble(i -> i < 99 ? -98 : -150).toArray();
    YRange range = YRange.of(elbo().add(new Series("falls", x, falls)).cutTransient().build());
    assertThat(range.low()).isEqualTo(-150);
  }

  @Test
  void doesNotCutWhatHasNoTransientOrFewPoints() {
    double[] x = {1, 2, 3, 4, 5, 6, 7, 8};
    Series straight = new Series("straight", x, x);
    Series few = new Series("few", new double[] {1, 2, 3}, new double[] {-540, -99, -98});
    LineFigure.Builder builder = LineFigure.builder("t", "x", "y");
    assertThat(YRange.of(builder.add(straight).cutTransient().build()).low()).isEqualTo(1);
    assertThat(YRange.of(builder.add(few).build()).low()).isEqualTo(-540);
  }

  @Test
  void startsWhereTold() {
    YRange range = YRange.of(elbo().yFrom(-120).build());
    assertThat(range.low()).isEqualTo(-120);
    assertThat(range.note()).isPresent();
    assertThat(YRange.of(elbo().yFrom(0).build()).low()).as("nothing to see above").isEqualTo(-540);
  }

  @Test
  void includesBands() {
    double[] x = {1, 2};
    Series series = Series.withError("a", x, new double[] {5, 6}, new double[] {3, 4});
    YRange range = YRange.of(LineFigure.builder("t", "x", "y").add(series).build());
    assertThat(range.low()).isEqualTo(2);
    assertThat(range.high()).isEqualTo(10);
  }
}
