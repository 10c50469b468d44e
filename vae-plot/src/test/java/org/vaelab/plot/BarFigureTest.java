package org.vaelab.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.plot.BarFigure.Bars;
import org.vaelab.plot.BarFigure.Style;

class BarFigureTest {

  private static final List<String> LONG =
      List.of(
          "diagonal Gaussian",
          "full-covariance Gaussian",
          "planar flow, 8 layers",
          "semi-amortized, 20 steps",
          "mixture of four Gaussians",
          "inverse-autoregressive-flow");

  private static BarFigure figure(Style style, List<String> groups, Bars... bars) {
    return new BarFigure("t", "model", "gap (nats)", groups, List.of(bars), style);
  }

  private static Rectangle2D plotArea(BarFigure figure) {
    return new BarPainter(figure).sheet().plotArea();
  }

  @Test
  void tableHoldsExactlyTheNumbers() {
    BarFigure figure =
        figure(
            Style.GROUPED,
            List.of("g1", "g2"),
            new Bars("a", new double[] {0.1, Double.NaN}, new double[] {0.01, 0.02}),
            new Bars("b", new double[] {-3, 4}));
    assertThat(figure.csv())
        .isEqualTo(
            """
            group,series,gap (nats),error
            g1,a,0.1,0.01
            g1,b,-3.0,
            g2,a,NaN,0.02
            g2,b,4.0,
            """);
  }

  @Test
  void barsReachFromZeroToTheirValue() {
    BarFigure figure =
        figure(
            Style.GROUPED,
            List.of("g"),
            new Bars("a", new double[] {10}),
            new Bars("b", new double[] {-10}));
    BufferedImage image = figure.image();
    Rectangle2D area = plotArea(figure);
    // y runs from -10 to 10 and 10 % further at each end.
    double left = area.getX() + 0.3 * area.getWidth();
    double right = area.getX() + 0.7 * area.getWidth();
    double step = area.getHeight() / 24;
    assertThat(Pictures.at(image, left, area.getCenterY() - 9.7 * step))
        .isEqualTo(Palette.color(0));
    assertThat(Pictures.at(image, left, area.getCenterY() - 0.5 * step))
        .isEqualTo(Palette.color(0));
    assertThat(Pictures.at(image, left, area.getCenterY() + 0.5 * step)).isEqualTo(Color.WHITE);
    assertThat(Pictures.at(image, right, area.getCenterY() + 9.7 * step))
        .isEqualTo(Palette.color(1));
    assertThat(Pictures.at(image, right, area.getCenterY() - 0.5 * step)).isEqualTo(Color.WHITE);
  }

  @Test
  void stackedBarsStandOnEachOther() {
    BarFigure figure =
        figure(
            Style.STACKED,
            List.of("g"),
            new Bars("a", new double[] {10}),
            new Bars("b", new double[] {10}));
    Rectangle2D area = plotArea(figure);
    double x = area.getCenterX();
    double step = area.getHeight() * (1 / 1.112) / 20;
    double zero = area.getMaxY() - 0.012 / 1.112 * area.getHeight();
    BufferedImage image = figure.image();
    assertThat(Pictures.at(image, x, zero - 9.5 * step)).isEqualTo(Palette.color(0));
    assertThat(Pictures.at(image, x, zero - 10.5 * step)).isEqualTo(Palette.color(1));
    assertThat(Pictures.at(image, x, zero - 19.5 * step)).isEqualTo(Palette.color(1));
    assertThat(Pictures.at(image, x, zero - 20.5 * step)).isEqualTo(Color.WHITE);
  }

  @Test
  void errorBarsEndAtTheirError() {
    BarFigure figure =
        figure(Style.GROUPED, List.of("g"), new Bars("a", new double[] {10}, new double[] {5}));
    Rectangle2D area = plotArea(figure);
    BufferedImage image = figure.image();
    double zero = area.getMaxY() - 0.012 / 1.112 * area.getHeight();
    double step = area.getHeight() / 1.112 / 15;
    double x = area.getCenterX();
    assertThat(Pictures.at(image, x, zero - 14.7 * step)).isEqualTo(Text.INK);
    assertThat(Pictures.at(image, x, zero - 5.3 * step)).isEqualTo(Text.INK);
    assertThat(Pictures.at(image, x, zero - 4.5 * step)).isEqualTo(Palette.color(0));
  }

  @Test
  void pointsUseTheWholeAxis() {
    BarFigure figure =
        figure(Style.POINTS, List.of("g", "h"), new Bars("a", new double[] {-100, -99}));
    Rectangle2D area = plotArea(figure);
    // y runs from -100 to -99 and 10 % further at each end.
    assertThat(
            Pictures.at(
                figure.image(),
                area.getX() + 0.25 * area.getWidth(),
                area.getMaxY() - 0.1 / 1.2 * area.getHeight()))
        .isEqualTo(Palette.color(0));
  }

  @ParameterizedTest
  @EnumSource
  void longGroupNamesKeepApartAndNothingIsClipped(Style style) {
    double[] values = {-98.2, 97.9, -97.1, 96.8, -96.9, Double.NaN};
    double[] errors = {1, 1, Double.NaN, 1, 1, 1};
    BarFigure figure =
        figure(style, LONG, new Bars("K = 50", values, errors), new Bars("K = 5000", values));
    BufferedImage image = figure.image();
    Pictures.assertNothingClipped(image);
    BarPainter painter = new BarPainter(figure);
    Rectangle2D area = plotArea(figure);
    assertThat(painter.sheet().legendArea().intersects(area)).isFalse();
    double slot = area.getWidth() / LONG.size();
    double top = area.getMaxY() + 7;
    for (int g = 0; g <= LONG.size(); g++) {
      double edge = area.getX() + g * slot;
      assertThat(Pictures.hasInk(image, new Rectangle2D.Double(edge - 1, top, 2, 40)))
          .as("ink between the names at edge %d", g)
          .isFalse();
    }
    assertThat(Pictures.hasInk(image, new Rectangle2D.Double(area.getX() + 5, top, slot - 5, 40)))
        .isTrue();
  }

  @Test
  void svgIsWellFormed() {
    BarFigure figure = figure(Style.GROUPED, List.of("g"), new Bars("a", new double[] {1}));
    assertThat(Pictures.ids(figure.svg())).isNotEmpty();
  }

  @Test
  void drawsEvenIfNoValueIsFinite() {
    BarFigure figure = figure(Style.POINTS, List.of("g"), new Bars("a", new double[] {Double.NaN}));
    Pictures.assertNothingClipped(figure.image());
  }

  @Test
  void explainsBadInput() {
    assertThatThrownBy(() -> figure(Style.GROUPED, List.of("g"), new Bars("a", new double[2])))
        .hasMessageContaining("'a'")
        .hasMessageContaining("2 values where 1 are needed");
    assertThatThrownBy(() -> figure(Style.GROUPED, List.of(), new Bars("a", new double[0])))
        .hasMessageContaining("no groups");
    assertThatThrownBy(() -> new Bars("a", new double[1], new double[] {-1}))
        .hasMessageContaining("negative error");
    assertThatThrownBy(() -> figure(Style.GROUPED, List.of("g", "g"), new Bars("a", new double[2])))
        .hasMessageContaining("both called 'g'");
  }
}
