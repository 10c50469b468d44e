package org.vaelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskedObservationsTest {
  private static final Observations PAIRS =
      Observations.ofRows(new float[] {1, 2, 3, Float.NaN, 5, 6}, 2);

  private static float[] mask(Observations data, int... indices) {
    float[] mask = new float[indices.length * data.dimension()];
    data.batchMask(indices, 0, mask);
    return mask;
  }

  @Test
  void missingValuesReadAsZero() {
    Observations masked = MaskedObservations.of(PAIRS, new float[] {1, 0, 1, 0, 0, 1});
    assertThat(masked.masked()).isTrue();
    assertThat(masked.batch(new int[] {2, 0, 1}, 7)).containsExactly(0, 6, 1, 0, 3, 0);
    assertThat(mask(masked, 2, 0, 1)).containsExactly(0, 1, 1, 0, 1, 0);
  }

  @Test
  void oneRowServesAllDataPoints() {
    Observations masked = MaskedObservations.of(PAIRS, new float[] {0, 1});
    assertThat(masked.batch(new int[] {2, 0}, 0)).containsExactly(0, 6, 0, 2);
    assertThat(mask(masked, 2, 0)).containsExactly(0, 1, 0, 1);
  }

  @Test
  void dataWithoutAMaskAreObserved() {
    assertThat(PAIRS.masked()).isFalse();
    assertThat(mask(PAIRS, 1, 1)).containsExactly(1, 1, 1, 1);
  }

  /// 40,000 values, 30% of them missing: off by 5 standard errors with probability 6e-7.
  @Test
  void randomMasksAreDrawnOncePerDataPoint() {
    Observations data = Observations.ofRows(new float[40_000], 4);
    Observations masked = MaskedObservations.random(data, 0.3, 1);
    int[] all = IntStream.range(0, data.count()).toArray();
    float[] values = mask(masked, all);
    int missing = (int) IntStream.range(0, values.length).filter(i -> values[i] == 0).count();
    double error = Math.sqrt(40_000 * 0.3 * 0.7);
    assertThat((double) missing).isBetween(12_000 - 5 * error, 12_000 + 5 * error);
    float[] later = new float[4];
    masked.copyMask(17, 99, later, 0);
    assertThat(later).containsExactly(mask(masked, 17));
    assertThat(mask(MaskedObservations.random(data, 0.3, 1), all)).isEqualTo(values);
    assertThat(mask(MaskedObservations.random(data, 0.3, 2), all)).isNotEqualTo(values);
    assertThat(mask(masked, 0, 1, 2, 3, 4)).isNotEqualTo(mask(masked, 5, 6, 7, 8, 9));
  }

  @Test
  void whatIsNoMaskIsRefused() {
    assertThatThrownBy(() -> MaskedObservations.of(PAIRS, new float[4]))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("4 values fits neither 3 data points of 2");
    assertThatThrownBy(() -> MaskedObservations.of(PAIRS, new float[] {1, 0.5f}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("0.5");
    Observations masked = MaskedObservations.of(PAIRS, new float[] {1, 0});
    assertThatThrownBy(() -> MaskedObservations.random(masked, 0.5, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("already");
  }

  @Test
  void masksAndModelsMustFit() {
    Observations masked = MaskedObservations.of(PAIRS, new float[] {1, 0});
    masked.requireMask(true);
    PAIRS.requireMask(false);
    assertThatThrownBy(() -> masked.requireMask(false))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("missing values");
    assertThatThrownBy(() -> PAIRS.requireMask(true))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no mask");
  }
}
