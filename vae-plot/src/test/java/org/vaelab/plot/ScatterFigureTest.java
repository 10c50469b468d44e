package org.vaelab.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScatterFigureTest {

  private static ScatterFigure figure(double[] x, double[] y) {
    return new ScatterFigure(
        "agreement",
        "true (cm)",
        "guessed (cm)",
        2,
        List.of(new ScatterFigure.Panel("length", List.of(new Series("fish", x, y)))));
  }

  @Test
  void theTableHoldsAllPoints() {
    String csv = figure(new double[] {1, Double.NaN}, new double[] {2, 3}).csv();
    assertThat(csv)
        .isEqualTo(
            "panel,points,true (cm),guessed (cm)\nlength,fish,1.0,2.0\nlength,fish,NaN,3.0\n");
  }

  /// Where the colour of the points is above the legend, as a share of the picture's size.
  private static double[] centre(BufferedImage image) {
    double x = 0;
    double y = 0;
    int count = 0;
    for (int i = 0; i < image.getWidth(); i++) {
      for (int j = 0; j < image.getHeight() * 8 / 10; j++) {
        if (image.getRGB(i, j) == Palette.color(0).getRGB()) {
          x += i;
          y += j;
          count++;
        }
      }
    }
    assertThat(count).isGreaterThan(10);
    return new double[] {x / count / image.getWidth(), y / count / image.getHeight()};
  }

  /// Both axes have one range: of points with y above x the picture's centre is above that of their
  /// mirror images, and to its left.
  @Test
  void pointsLieOnTheirSideOfTheDiagonal() {
    double[] little = {0, 1, 0};
    double[] much = {10, 10, 9};
    double[] above = centre(figure(little, much).image());
    double[] below = centre(figure(much, little).image());
    assertThat(above[0]).isLessThan(below[0] - 0.3);
    assertThat(above[1]).isLessThan(below[1] - 0.3);
  }

  /// Dots that are not white in the middle fifth of the picture, downwards and across.
  private static int drawnInTheMiddle(ScatterFigure figure) {
    BufferedImage image = figure.image();
    int count = 0;
    for (int i = image.getWidth() * 2 / 5; i < image.getWidth() * 3 / 5; i++) {
      for (int j = image.getHeight() * 2 / 5; j < image.getHeight() * 3 / 5; j++) {
        count += image.getRGB(i, j) == 0xFFFFFFFF ? 0 : 1;
      }
    }
    return count;
  }

  /// Two points in opposite corners: the line is seen between them, or it is not.
  @Test
  void theDiagonalCanBeLeftOut() {
    Series ends = new Series("fish", new double[] {0, 10}, new double[] {10, 0});
    List<ScatterFigure.Panel> panels = List.of(new ScatterFigure.Panel("plane", List.of(ends)));
    assertThat(drawnInTheMiddle(new ScatterFigure("a", "b", "c", 1, panels))).isPositive();
    assertThat(drawnInTheMiddle(new ScatterFigure("a", "b", "c", 1, panels, false))).isZero();
  }

  @Test
  void onePointAndNoPointCanBeDrawn() {
    assertThat(figure(new double[] {3}, new double[] {3}).png()).isNotEmpty();
    assertThat(figure(new double[] {Double.NaN}, new double[] {1}).svg()).startsWith("<svg");
  }

  @Test
  void aFigureWithoutPanelsIsRefused() {
    assertThatThrownBy(() -> new ScatterFigure("a", "b", "c", 1, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one panel");
  }
}
