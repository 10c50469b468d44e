package org.vaelab.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContourFigureTest {
  private static final int NODES = 161;

  private static double[] axis(double centre) {
    double[] axis = new double[NODES];
    for (int i = 0; i < NODES; i++) {
      axis[i] = centre - 8 + 16.0 * i / (NODES - 1);
    }
    return axis;
  }

  /// N((1, −2), [[2, 0.8], [0.8, 1]])
  private static ContourFigure.Panel correlated() {
    double[] x = axis(1);
    double[] y = axis(-2);
    double[][] density = new double[NODES][NODES];
    for (int i = 0; i < NODES; i++) {
      for (int j = 0; j < NODES; j++) {
        density[i][j] = Math.exp(-0.5 * squaredRadius(x[i], y[j]));
      }
    }
    return new ContourFigure.Panel(
        "a Gaussian", x, y, density, List.of(new ContourFigure.Gaussian("q", 1, -2, 2, 0.8, 1)));
  }

  private static double squaredRadius(double x, double y) {
    double dx = x - 1;
    double dy = y + 2;
    double determinant = 2 * 1 - 0.8 * 0.8;
    return (dx * dx - 2 * 0.8 * dx * dy + 2 * dy * dy) / determinant;
  }

  private static List<double[]> vertices(Shape shape, double flatness) {
    List<double[]> vertices = new ArrayList<>();
    double[] at = new double[6];
    PathIterator path = shape.getPathIterator(null, flatness);
    for (; !path.isDone(); path.next()) {
      if (path.currentSegment(at) != PathIterator.SEG_CLOSE) {
        vertices.add(at.clone());
      }
    }
    return vertices;
  }

  /// The line around a share of a Gaussian is the ellipse of squared radius −2 log(1 − share).
  @Test
  void contoursAndEllipsesOfAGaussianAreTheSameKnownLine() {
    ContourFigure.Panel panel = correlated();
    for (double share : ContourFigure.SHARES) {
      double expected = -2 * Math.log1p(-share);
      double level = Contours.level(panel.density(), share);
      assertThat(vertices(Contours.line(panel.x(), panel.y(), panel.density(), level), 1e-6))
          .hasSizeGreaterThan(40)
          .allSatisfy(
              v ->
                  assertThat(squaredRadius(v[0], v[1]))
                      .isBetween(0.97 * expected, 1.03 * expected));
      assertThat(vertices(ContourPainter.ellipse(panel.gaussians().getFirst(), share), 1e-4))
          .allSatisfy(
              v ->
                  assertThat(squaredRadius(v[0], v[1]))
                      .isBetween(0.999 * expected, 1.001 * expected));
    }
  }

  @Test
  void everythingIsDrawnInsideThePictureAndTheTableHoldsTheNumbers() {
    ContourFigure figure =
        new ContourFigure(
            "Posteriors",
            "z1",
            "z2",
            "exact",
            2,
            List.of(correlated(), correlated(), correlated()));
    BufferedImage image = figure.image();
    int white = image.getRGB(0, 0);
    for (int x = 0; x < image.getWidth(); x++) {
      assertThat(image.getRGB(x, 0)).isEqualTo(white);
      assertThat(image.getRGB(x, image.getHeight() - 1)).isEqualTo(white);
    }
    for (int y = 0; y < image.getHeight(); y++) {
      assertThat(image.getRGB(0, y)).isEqualTo(white);
      assertThat(image.getRGB(image.getWidth() - 1, y)).isEqualTo(white);
    }
    assertThat(figure.svg()).startsWith("<svg").contains("Posteriors");
    assertThat(figure.csv().lines()).hasSize(1 + 3 * (1 + NODES * NODES));
    assertThat(figure.csv()).contains("a Gaussian,q,1.0,-2.0,,2.0,0.8,1.0");
  }

  /// Left of 1 the first area's colour, right of it the second's, and points on top. The colours
  /// are parts of the palette's on white.
  @Test
  void areasAndPointsAreDrawnWhereTheyAre() {
    ContourFigure.Panel plain = correlated();
    double[][] left = new double[NODES][NODES];
    double[][] right = new double[NODES][NODES];
    for (int i = 0; i < NODES; i++) {
      Arrays.fill(plain.x()[i] < 1 ? left[i] : right[i], 1);
    }
    ContourFigure.Panel panel =
        new ContourFigure.Panel(
            "areas",
            plain.x(),
            plain.y(),
            plain.density(),
            List.of(),
            List.of(new ContourFigure.Area("left", left), new ContourFigure.Area("right", right)),
            List.of(new ContourFigure.Points("left", new double[] {3}, new double[] {-2})));
    ContourFigure figure = new ContourFigure("Areas", "x", "y", "p(x)", 1, List.of(panel));
    BufferedImage image = figure.image();
    Map<Integer, int[]> columns = new HashMap<>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight() / 2; y++) {
        int[] span = columns.computeIfAbsent(image.getRGB(x, y), c -> new int[] {9999, 0, 0});
        span[0] = Math.min(span[0], x);
        span[1] = Math.max(span[1], x);
        span[2]++;
      }
    }
    int[] ofLeft = columns.get(pale(0));
    int[] ofRight = columns.get(pale(1));
    assertThat(ofLeft[2]).isGreaterThan(5000);
    assertThat(ofRight[2]).isBetween((int) (0.9 * ofLeft[2]), (int) (1.1 * ofLeft[2]));
    assertThat(ofLeft[1]).isLessThanOrEqualTo(ofRight[0] + 4);
    int[] dot = columns.get(Palette.color(0).getRGB());
    assertThat(dot[0]).isGreaterThan(ofRight[0]);
    assertThat(dot[1] - dot[0]).isLessThan(7);
    assertThat(figure.svg()).contains("<image");
    assertThat(figure.csv().lines()).hasSize(1 + 3 * NODES * NODES + 1);
    assertThat(figure.csv()).contains("areas,left,3.0,-2.0,,,,,\n");
    assertThat(figure.csv()).contains("areas,left,-7.0,-10.0,,,,,1.0\n");
  }

  /// 55% of a colour on white.
  private static int pale(int number) {
    Color color = Palette.color(number);
    return new Color(
            (int) Math.round(255 + 0.55 * (color.getRed() - 255)),
            (int) Math.round(255 + 0.55 * (color.getGreen() - 255)),
            (int) Math.round(255 + 0.55 * (color.getBlue() - 255)))
        .getRGB();
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    ContourFigure.Area small = new ContourFigure.Area("small", new double[1][3]);
    assertThatThrownBy(
            () ->
                new ContourFigure.Panel(
                    "p",
                    new double[2],
                    new double[3],
                    new double[2][3],
                    List.of(),
                    List.of(small),
                    List.of()))
        .hasMessageContaining("'small'");
    assertThatThrownBy(() -> new ContourFigure.Points("n", new double[2], new double[3]))
        .hasMessageContaining("points 'n'");
    assertThatThrownBy(() -> new ContourFigure.Gaussian("q", 0, 0, 1, 2, 1))
        .hasMessageContaining("not positive definite");
    assertThatThrownBy(
            () ->
                new ContourFigure.Panel(
                    "p", new double[2], new double[3], new double[2][2], List.of()))
        .hasMessageContaining("panel 'p'");
    assertThatThrownBy(() -> new ContourFigure("t", "x", "y", "d", 1, List.of()))
        .hasMessageContaining("at least one panel");
  }
}
