package org.vaelab.data.strokes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InkTest {

  /// A level line along the centres of row 4: rows at distance 0, 1, 2, ... of it.
  @Test
  void levelIsTheCoveredShareOfAPixel() {
    byte[] picture = draw(1, 4.5, 8, 4.5, 1.25);
    // Covered: clamp(1.25 - distance + 0.5) = 1, 0.75, 0.
    assertThat(level(picture, 4, 5)).isEqualTo(255);
    assertThat(level(picture, 3, 5)).isEqualTo(191);
    assertThat(level(picture, 5, 5)).isEqualTo(191);
    assertThat(level(picture, 2, 5)).isZero();
    assertThat(level(picture, 6, 5)).isZero();
  }

  /// Beyond its end a line's distance is that to its end point; a dot is all end.
  @Test
  void endsAreRound() {
    byte[] line = draw(1.5, 4.5, 4.5, 4.5, 1);
    assertThat(level(line, 4, 5)).isEqualTo(128);
    assertThat(level(line, 5, 5)).isEqualTo(22);
    byte[] picture = draw(4.5, 4.5, 4.5, 4.5, 1);
    assertThat(level(picture, 4, 4)).isEqualTo(255);
    assertThat(level(picture, 4, 5)).isEqualTo(128);
    // Distance sqrt(2): 1.5 - 1.41421 = 0.08579 of 255 is 21.9.
    assertThat(level(picture, 5, 5)).isEqualTo(22);
  }

  @Test
  void inkOutsideTheSheetIsLost() {
    assertThat(draw(-20, -20, -10, -10, 2)).containsOnly(0);
  }

  @Test
  void crossingStrokesDoNotAddUp() {
    Ink ink = new Ink(10);
    ink.draw(4.5, 1, 4.5, 9, 0.25);
    ink.draw(1, 4.5, 9, 4.5, 0.25);
    byte[] picture = new byte[100];
    ink.copyTo(picture, 0);
    // 0.75 of 255.
    assertThat(level(picture, 4, 4)).isEqualTo(191);
  }

  private static byte[] draw(double x0, double y0, double x1, double y1, double radius) {
    Ink ink = new Ink(10);
    ink.draw(x0, y0, x1, y1, radius);
    byte[] picture = new byte[100];
    ink.copyTo(picture, 0);
    return picture;
  }

  private static int level(byte[] picture, int row, int column) {
    return picture[row * 10 + column] & 0xFF;
  }
}
