package org.vaelab.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodesTest {
  private static final int SIZE = 20;

  private static float[] code(long seed, double length) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] code = new float[SIZE];
    for (int d = 0; d < SIZE; d++) {
      code[d] = (float) random.nextGaussian();
    }
    double factor = length / length(code);
    for (int d = 0; d < SIZE; d++) {
      code[d] *= (float) factor;
    }
    return code;
  }

  private static double length(float[] code) {
    return Math.sqrt(dot(code, code));
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += (double) a[d] * b[d];
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource
  void endsAreTheCodesThemselves(Interpolation interpolation) {
    float[] from = code(1, 3);
    float[] to = code(2, 7);
    float[][] way = interpolation.way(from, to, 6);
    assertThat(way).hasDimensions(6, SIZE);
    assertThat(way[0]).containsExactly(from);
    assertThat(way[5]).containsExactly(to);
    assertThat(interpolation.way(from, from, 3)[1]).containsExactly(from, Offset.offset(1e-6f));
  }

  /// The length stays, and each step turns by the same angle; the straight way is shorter inside.
  @Test
  void theSphericalWayKeepsTheNormInEqualAngles() {
    float[] from = code(1, 4);
    float[] to = code(2, 4);
    double whole = Math.acos(dot(from, to) / 16);
    float[][] way = Interpolation.SPHERICAL.way(from, to, 9);
    for (int i = 0; i < 9; i++) {
      assertThat(length(way[i])).isCloseTo(4, Offset.offset(1e-5));
      if (i > 0) {
        double angle = Math.acos(dot(way[i - 1], way[i]) / 16);
        assertThat(angle).isCloseTo(whole / 8, Offset.offset(1e-4));
      }
    }
    double middle = length(Interpolation.LINEAR.way(from, to, 3)[1]);
    assertThat(middle).isCloseTo(4 * Math.cos(whole / 2), Offset.offset(1e-5));
  }

  @Test
  void lengthsInBetweenAreLinear() {
    float[][] way = Interpolation.SPHERICAL.way(code(1, 2), code(2, 6), 5);
    for (int i = 0; i < 5; i++) {
      assertThat(length(way[i])).isCloseTo(2 + i, Offset.offset(1e-5));
    }
  }

  @Test
  void waysThatDoNotExistAreRefused() {
    float[] code = code(1, 1);
    float[] opposite = Interpolation.LINEAR.way(code, new float[SIZE], 2)[0];
    for (int d = 0; d < SIZE; d++) {
      opposite[d] = -opposite[d];
    }
    assertThatThrownBy(() -> Interpolation.SPHERICAL.way(code, opposite, 3))
        .hasMessageContaining("interpolate linearly");
    assertThatThrownBy(() -> Interpolation.SPHERICAL.way(code, new float[SIZE], 3))
        .hasMessageContaining("interpolate linearly");
    assertThatThrownBy(() -> Interpolation.LINEAR.way(code, new float[3], 3))
        .hasMessageContaining("not from 20 numbers to 3 in 3");
  }

  @Test
  void editsAreTheCodeAtZeroAndTheMeanAtOne() {
    Attribute attribute = Attribute.of(new float[][] {{1, 2}, {3, 6}});
    float[] z = {0.1f, -7};
    assertThat(attribute.mean()).containsExactly(2, 4);
    assertThat(attribute.edit(z, 0)).containsExactly(z);
    assertThat(attribute.edit(z, 1)).containsExactly(2, 4);
    assertThat(attribute.edit(z, 0.5))
        .containsExactly(new float[] {1.05f, -1.5f}, Offset.offset(1e-6f));
    assertThat(attribute.edit(z, -1))
        .containsExactly(new float[] {-1.8f, -18}, Offset.offset(1e-5f));
    assertThatThrownBy(() -> attribute.edit(new float[3], 1)).hasMessageContaining("z has 3");
    assertThatThrownBy(() -> Attribute.of(new float[0][])).hasMessageContaining("at least one");
  }
}
