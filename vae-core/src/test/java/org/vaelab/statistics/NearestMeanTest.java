package org.vaelab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NearestMeanTest {

  /// Means (1, 0) of label 3 and (5, 4) of label 8: their bisector goes through (3, 2).
  @Test
  void theBisectorDivides() {
    float[][] points = {{0, 0}, {5, 3}, {2, 0}, {5, 5}};
    NearestMean classifier = NearestMean.of(points, new int[] {3, 8, 3, 8});
    assertThat(classifier.classes()).containsExactly(3, 8);
    assertThat(classifier.means()[0]).containsExactly(1, 0);
    assertThat(classifier.means()[1]).containsExactly(5, 4);
    assertThat(classifier.label(new float[] {3, 1.9f})).isEqualTo(3);
    assertThat(classifier.label(new float[] {3, 2.1f})).isEqualTo(8);
    assertThat(classifier.label(new float[] {3, 2})).isEqualTo(3);
  }

  @Test
  void pointsWithoutLabelsAreRefused() {
    assertThatThrownBy(() -> NearestMean.of(new float[2][1], new int[1]))
        .hasMessageContaining("2 with 1 labels");
    assertThatThrownBy(() -> NearestMean.of(new float[0][], new int[0]))
        .hasMessageContaining("Class means need points");
  }
}
