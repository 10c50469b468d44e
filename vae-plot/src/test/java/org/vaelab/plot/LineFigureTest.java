package org.vaelab.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineFigureTest {

  private static final double[] X = {0, 1};

  private static LineFigure.Builder figure(String title) {
    return LineFigure.builder(title, "time (seconds)", "ELBO (nats)");
  }

  @Test
  void tableHoldsExactlyTheNumbers() {
    LineFigure figure =
        figure("t")
            .add(
                new Series(
                    "a, \"b\"", new double[] {0.1, 2}, new double[] {-98.123456789, Double.NaN}))
            .add(Series.withError("c", X, new double[] {1, 2}, new double[] {0.5, 0.25}))
            .reference("exact", -1e-300)
            .build();
    assertThat(figure.csv())
        .isEqualTo(
            """
            series,time (seconds),ELBO (nats),lower,upper
            "a, ""b""\",0.1,-98.123456789,,
            "a, ""b""\",2.0,NaN,,
            c,0.0,1.0,0.5,1.5
            c,1.0,2.0,1.75,2.25
            exact,,-1.0E-300,,
            """);
  }

  @Test
  void tableKeepsPointsThatTheDrawingThins() {
    double[] many = new double[3000];
    assertThat(figure("t").add(new Series("a", many, many)).build().csv().lines()).hasSize(3001);
  }

  @Test
  void drawsLineAndBandWhereTheyBelong() throws IOException {
    LineFigure figure =
        figure("t")
            .add(Series.withError("a", X, new double[] {5, 5}, new double[] {5, 5}))
            .reference("top", 30)
            .build();
    LinePainter painter = new LinePainter(figure);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(figure.png()));
    assertThat(image.getWidth()).isEqualTo(2 * painter.width());
    assertThat(image.getHeight()).isEqualTo(2 * painter.height());

    // The y axis runs from 0 to 30 and 5 % further at each end; x = 0.53 carries no grid line.
    Rectangle2D area = painter.sheet().plotArea();
    double x = area.getX() + 0.53 * area.getWidth();
    assertThat(Pictures.at(image, x, yOf(area, 5))).isEqualTo(Palette.color(0));
    Color band = Pictures.at(image, x, yOf(area, 8));
    assertThat(band.getRed()).isCloseTo(255 - 56, within(2));
    assertThat(band.getBlue()).isGreaterThan(230);
    assertThat(Pictures.at(image, x, yOf(area, 2))).isEqualTo(band);
    assertThat(Pictures.at(image, x, yOf(area, 12))).isEqualTo(Color.WHITE);
  }

  private static double yOf(Rectangle2D area, double value) {
    return area.getMaxY() - (value + 1.5) / 33 * area.getHeight();
  }

  @Test
  void leavesAGapAtNonFinitePointsAndCountsThem() {
    double[] x = {0, 1, 2, 3, 4};
    Series series =
        new Series("a", x, new double[] {1, 1, Double.NaN, 1, Double.POSITIVE_INFINITY});
    LineFigure figure = figure("t").add(series).build();
    BufferedImage image = figure.image();
    Rectangle2D area = new LinePainter(figure).sheet().plotArea();
    // x runs from 0 to 3 and 2 % further at each end: 0.5 lies on the line, 2.5 in the gap.
    double middle = area.getCenterY();
    assertThat(Pictures.at(image, area.getX() + 0.56 / 3.12 * area.getWidth(), middle))
        .isEqualTo(Palette.color(0));
    assertThat(Pictures.at(image, area.getX() + 2.56 / 3.12 * area.getWidth(), middle))
        .isNotEqualTo(Palette.color(0));
    assertThat(LinePainter.legendName(series)).isEqualTo("a (2 non-finite not shown)");
  }

  @Test
  void legendNamesMissingBandsAndEmptySeries() {
    double[] y = {1, 2};
    double[] half = {Double.NaN, 1};
    assertThat(LinePainter.legendName(Series.withError("a", X, y, half)))
        .isEqualTo("a (1 without finite band)");
    assertThat(LinePainter.legendName(new Series("a", new double[0], new double[0])))
        .isEqualTo("a (no points yet)");
  }

  @Test
  void showsASinglePoint() {
    LineFigure figure =
        figure("t").add(new Series("a", new double[] {3}, new double[] {7})).build();
    Rectangle2D area = new LinePainter(figure).sheet().plotArea();
    assertThat(Pictures.at(figure.image(), area.getCenterX(), area.getCenterY()))
        .isEqualTo(Palette.color(0));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-98.300001, -98.3",
    "1e-12, 2e-12",
    "-1e300, 1e300",
    "0.00011, 0.00012",
    "0.05, 0.0500000001",
    "-1e7, 5",
    "1e-320, 1e-320",
    "999999, 1000000"
  })
  void ticksAreLabelledForAnyRange(double low, double high) {
    LineFigure figure = figure("t").add(new Series("a", X, new double[] {low, high})).build();
    Rectangle2D area = new LinePainter(figure).sheet().plotArea();
    double width = 25;
    Rectangle2D labels =
        new Rectangle2D.Double(area.getX() - width - 5, area.getY(), width, area.getHeight());
    assertThat(Pictures.hasInk(figure.image(), labels)).isTrue();
    Pictures.assertNothingClipped(figure.image());
  }

  @Property(tries = 12)
  void legendStaysBesideTheDataAndNothingIsClipped(
      @ForAll @IntRange(min = 1, max = 9) int count,
      @ForAll @IntRange(min = 1, max = 30) int words) {
    String text = "semi-amortized inference ".repeat(words).strip();
    LineFigure.Builder builder = LineFigure.builder(text, text, text);
    for (int i = 0; i < count; i++) {
      builder.add(new Series(i + " " + text, X, new double[] {i, 2 * i}));
    }
    LineFigure figure = builder.build();
    LinePainter painter = new LinePainter(figure);
    Rectangle2D legend = painter.sheet().legendArea();
    assertThat(legend.intersects(painter.sheet().plotArea())).isFalse();
    assertThat(new Rectangle2D.Double(0, 0, painter.width(), painter.height()).contains(legend))
        .isTrue();
    Pictures.assertNothingClipped(figure.image());
  }

  @Test
  void svgIsWellFormedWithOwnIds() {
    LineFigure one = figure("a < b & c").add(new Series("a", X, X)).build();
    LineFigure other = figure("other").add(new Series("a", X, X)).build();
    assertThat(one.svg()).startsWith("<svg").isEqualTo(one.svg());
    assertThat(Pictures.parse(one.svg()).getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("a < b & c");
    Set<String> ids = Pictures.ids(one.svg());
    assertThat(ids).isNotEmpty().doesNotContainAnyElementsOf(Pictures.ids(other.svg()));
    Pattern reference = Pattern.compile("url\\(#([^)]+)\\)");
    assertThat(reference.matcher(one.svg()).results().map(found -> found.group(1)))
        .isNotEmpty()
        .isSubsetOf(ids);
  }

  @Test
  void explainsBadInput() {
    assertThatThrownBy(() -> new Series("a", X, new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a' has 3 y values where 2 are needed");
    assertThatThrownBy(() -> new Series("a", X, X, new double[] {1, 1}, new double[] {2, 0}))
        .hasMessageContaining("lower end 1.0 is above its upper end 0.0 at index 1");
    assertThatThrownBy(() -> figure("t").logX().add(new Series("a", X, X)).build())
        .hasMessageContaining("x = 0.0 at index 0");
    assertThatThrownBy(
            () -> figure("t").add(new Series("a", X, X)).add(new Series("a", X, X)).build())
        .hasMessageContaining("both called 'a'");
    assertThatThrownBy(() -> figure(" ").build()).hasMessageContaining("title");
  }
}
