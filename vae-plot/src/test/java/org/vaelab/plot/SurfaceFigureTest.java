package org.vaelab.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class SurfaceFigureTest {
  private static final double[] AXIS = {-1, 0, 1};
  private static final double[][] HEIGHT = {{-2, -1, -2}, {-1, 0, -1}, {-2, -1, -2}};

  private static SurfaceFigure figure(double[][] height, double[] px, double[] py) {
    return new SurfaceFigure(
        "a hill",
        "θ",
        "φ",
        "nats",
        2,
        List.of(
            new SurfaceFigure.Panel(
                "the bound",
                AXIS,
                AXIS,
                height,
                new double[] {-0.5},
                List.of(new SurfaceFigure.Path("way", px, py, true)))));
  }

  @Test
  void theTableHoldsNodesAndPaths() {
    String csv = figure(HEIGHT, new double[] {-1, 0.5}, new double[] {-1, 0.25}).csv();
    assertThat(csv.lines()).hasSize(1 + 2 + 9);
    assertThat(csv).startsWith("panel,what,θ,φ,nats\n");
    assertThat(csv.lines()).contains("the bound,way,0.5,0.25,", "the bound,height,0.0,1.0,-1.0");
  }

  /// A path to the right and up lies there in the picture, and its colour nowhere without it.
  @Test
  void thePathIsWhereItsPointsAre() {
    Color color = Palette.color(0);
    BufferedImage corner = figure(HEIGHT, new double[] {0.8, 0.8}, new double[] {0.8, 0.8}).image();
    double x = 0;
    double y = 0;
    int count = 0;
    // Above the legend, which has the colour as well.
    int bottom = corner.getHeight() * 3 / 4;
    for (int i = 0; i < corner.getWidth(); i++) {
      for (int j = 0; j < bottom; j++) {
        if (corner.getRGB(i, j) == color.getRGB()) {
          x += i;
          y += j;
          count++;
        }
      }
    }
    assertThat(count).isGreaterThan(20);
    assertThat(x / count).isGreaterThan(corner.getWidth() * 0.7);
    assertThat(y / count).isLessThan(corner.getHeight() * 0.4);
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    double[][] hole = {{0, 0, 0}, {0, Double.NaN, 0}, {0, 0, 0}};
    assertThatThrownBy(() -> figure(hole, new double[] {0}, new double[] {0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not finite");
    assertThatThrownBy(() -> figure(new double[2][3], new double[] {0}, new double[] {0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("columns");
  }
}
