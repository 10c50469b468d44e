package org.vaelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class StrokeShapeTest {
  private static final int SIDE = 20;

  /// A bar from row 2 to row 17 that moves so many columns to the right in a row upwards.
  private static float[] bar(int width, int shift) {
    float[] image = new float[SIDE * SIDE];
    for (int r = 2; r < 18; r++) {
      for (int c = 0; c < width; c++) {
        image[r * SIDE + 1 + c + shift * (17 - r)] = 0.5f;
      }
    }
    return image;
  }

  @Test
  void uprightBars() {
    for (int width = 1; width <= 4; width++) {
      StrokeShape shape = StrokeShape.of(bar(width, 0), SIDE, SIDE);
      assertThat(shape.ink()).isEqualTo(8.0 * width);
      assertThat(shape.thickness()).isCloseTo(16.0 * width / (16 + width), Offset.offset(1e-9));
      assertThat(shape.slant()).isCloseTo(0, Offset.offset(1e-9));
    }
  }

  @Test
  void slantedBars() {
    StrokeShape right = StrokeShape.of(bar(3, 1), SIDE, SIDE);
    assertThat(right.slant()).isCloseTo(1, Offset.offset(1e-9));
    float[] mirrored = new float[SIDE * SIDE];
    for (int i = 0; i < mirrored.length; i++) {
      mirrored[i] = bar(3, 1)[i / SIDE * SIDE + SIDE - 1 - i % SIDE];
    }
    StrokeShape left = StrokeShape.of(mirrored, SIDE, SIDE);
    assertThat(left.slant()).isCloseTo(-1, Offset.offset(1e-9));
    assertThat(left.thickness()).isCloseTo(right.thickness(), Offset.offset(1e-9));
  }

  /// Blurred across by (1, 2, 1)/4, a bar of width 4 has the profile (1, 3, 4, 4, 3, 1)/4, and so
  /// the same width at half maximum; also where it is faint and in a haze.
  @Test
  void aBlurredBarIsAsThickAtHalfMaximum() {
    float[] sharp = bar(4, 0);
    float[] blurred = new float[sharp.length];
    for (int i = 1; i < sharp.length - 1; i++) {
      blurred[i] = 0.05f + 0.55f * (sharp[i - 1] + 2 * sharp[i] + sharp[i + 1]) / 4;
    }
    StrokeShape shape = StrokeShape.atHalfMaximum(blurred, SIDE, SIDE);
    double thickness = StrokeShape.of(sharp, SIDE, SIDE).thickness();
    assertThat(shape.ink()).isEqualTo(16 * 4);
    assertThat(shape.thickness()).isCloseTo(thickness, Offset.offset(1e-9));
    assertThat(StrokeShape.of(blurred, SIDE, SIDE).thickness()).isGreaterThan(thickness + 1);
  }

  @Test
  void emptyImagesAreRefused() {
    assertThatThrownBy(() -> StrokeShape.of(new float[SIDE * SIDE], SIDE, SIDE))
        .hasMessageContaining("without ink");
    assertThatThrownBy(() -> StrokeShape.atHalfMaximum(new float[SIDE * SIDE], SIDE, SIDE))
        .hasMessageContaining("without ink");
  }
}
