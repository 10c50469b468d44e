package org.vaelab.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// Draws a [ContourFigure].
final class ContourPainter {
  private static final int SIDE = 200;
  private static final Color DENSITY = new Color(0x333333);
  // A density is shown where it is at least this part of its maximum, a Gaussian to so many
  // standard deviations.
  private static final double VISIBLE = 1e-3;
  private static final double DEVIATIONS = 3.1;
  // How strong the colour of an area is where nothing shares it.
  private static final double STRENGTH = 0.55;
  private static final double DOT = 2.6;

  private final ContourFigure figure;
  private final List<String> names;

  ContourPainter(ContourFigure figure) {
    this.figure = figure;
    names = figure.names();
  }

  PanelGrid grid() {
    List<Legend.Entry> entries = new ArrayList<>();
    entries.add(new Legend.Entry(figure.density(), sample(DENSITY, new BasicStroke(1.4f))));
    for (String name : names) {
      entries.add(new Legend.Entry(name, sample(name)));
    }
    return new PanelGrid(
        new PanelGrid.Frame(
            figure.title(),
            figure.xLabel(),
            figure.yLabel(),
            "Lines enclose 50, 90 and 99 % of the probability. Each panel has its own axes.",
            figure.columns(),
            SIDE,
            SIDE + 20),
        figure.panels().stream().map(ContourFigure.Panel::caption).toList(),
        figure.panels().stream().map(this::content).toList(),
        entries);
  }

  /// Shows what there is of a name: an area, a line, a point.
  private Legend.Sample sample(String name) {
    int number = names.indexOf(name);
    Color color = Palette.color(number);
    return (g, area) -> {
      if (figure.panels().stream().anyMatch(p -> p.areas().stream().anyMatch(is(name)))) {
        g.setColor(new Color(mixed(new double[] {STRENGTH}, new int[] {number})));
        g.fill(area);
      }
      if (figure.panels().stream()
          .flatMap(p -> p.gaussians().stream())
          .anyMatch(gaussian -> gaussian.name().equals(name))) {
        sample(color, Palette.line(number, 1.8f)).paint(g, area);
      }
      if (figure.panels().stream()
          .flatMap(p -> p.points().stream())
          .anyMatch(points -> points.name().equals(name))) {
        g.setColor(color);
        g.fill(PanelGrid.dot(area.getCenterX(), area.getCenterY(), DOT));
      }
    };
  }

  private static Predicate<ContourFigure.Area> is(String name) {
    return area -> area.name().equals(name);
  }

  /// White with a part of each colour, as RGB.
  private static int mixed(double[] parts, int[] numbers) {
    double red = 255;
    double green = 255;
    double blue = 255;
    for (int i = 0; i < parts.length; i++) {
      Color color = Palette.color(numbers[i]);
      red += parts[i] * (color.getRed() - 255);
      green += parts[i] * (color.getGreen() - 255);
      blue += parts[i] * (color.getBlue() - 255);
    }
    return new Color(channel(red), channel(green), channel(blue)).getRGB();
  }

  private static int channel(double value) {
    return (int) Math.clamp(Math.round(value), 0, 255);
  }

  private void paintAreas(Graphics2D g, ContourFigure.Panel panel, AffineTransform toArea) {
    List<ContourFigure.Area> areas = panel.areas();
    int[] numbers = areas.stream().mapToInt(area -> names.indexOf(area.name())).toArray();
    double[] parts = new double[numbers.length];
    PanelGrid.nodes(
        g,
        panel.x(),
        panel.y(),
        toArea,
        (i, j) -> {
          Arrays.setAll(parts, a -> STRENGTH * areas.get(a).share()[i][j]);
          return mixed(parts, numbers);
        });
  }

  private static Legend.Sample sample(Color color, BasicStroke stroke) {
    return (g, area) -> {
      g.setColor(color);
      g.setStroke(stroke);
      double y = area.getCenterY();
      g.draw(new Line2D.Double(area.getMinX(), y, area.getMaxX(), y));
    };
  }

  private PanelGrid.Content content(ContourFigure.Panel panel) {
    return new PanelGrid.Content(window(panel), (g, toArea) -> paintPanel(g, panel, toArea));
  }

  private void paintPanel(Graphics2D g, ContourFigure.Panel panel, AffineTransform toArea) {
    if (!panel.areas().isEmpty()) {
      paintAreas(g, panel, toArea);
    }
    for (ContourFigure.Points points : panel.points()) {
      g.setColor(Palette.color(names.indexOf(points.name())));
      for (int n = 0; n < points.x().length; n++) {
        Point2D at = toArea.transform(new Point2D.Double(points.x()[n], points.y()[n]), null);
        g.fill(PanelGrid.dot(at.getX(), at.getY(), DOT));
      }
    }
    g.setColor(DENSITY);
    g.setStroke(new BasicStroke(1.4f));
    for (double share : ContourFigure.SHARES) {
      double level = Contours.level(panel.density(), share);
      g.draw(
          toArea.createTransformedShape(
              Contours.line(panel.x(), panel.y(), panel.density(), level)));
    }
    for (ContourFigure.Gaussian gaussian : panel.gaussians()) {
      int color = names.indexOf(gaussian.name());
      g.setColor(Palette.color(color));
      g.setStroke(Palette.line(color, 1.8f));
      for (double share : ContourFigure.SHARES) {
        g.draw(toArea.createTransformedShape(ellipse(gaussian, share)));
      }
    }
  }

  /// The ellipse that holds a share of a Gaussian's probability, of squared Mahalanobis radius
  /// −2 log(1 − share).
  static Shape ellipse(ContourFigure.Gaussian gaussian, double share) {
    double radius = Math.sqrt(-2 * Math.log1p(-share));
    // The Cholesky factor of the covariance maps a circle to the ellipse.
    double l11 = Math.sqrt(gaussian.xx());
    double l21 = gaussian.xy() / l11;
    double l22 = Math.sqrt(gaussian.yy() - l21 * l21);
    AffineTransform map = new AffineTransform(l11, l21, 0, l22, gaussian.x(), gaussian.y());
    return map.createTransformedShape(
        new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius));
  }

  /// The part of the plane that a panel shows.
  private static Rectangle2D window(ContourFigure.Panel panel) {
    double highest = 0;
    for (double[] column : panel.density()) {
      for (double value : column) {
        highest = Math.max(highest, value);
      }
    }
    Rectangle2D window = null;
    for (int i = 0; i < panel.x().length; i++) {
      for (int j = 0; j < panel.y().length; j++) {
        if (panel.density()[i][j] >= VISIBLE * highest) {
          Rectangle2D node = new Rectangle2D.Double(panel.x()[i], panel.y()[j], 0, 0);
          window = window == null ? node : window.createUnion(node);
        }
      }
    }
    for (ContourFigure.Gaussian gaussian : panel.gaussians()) {
      double dx = DEVIATIONS * Math.sqrt(gaussian.xx());
      double dy = DEVIATIONS * Math.sqrt(gaussian.yy());
      window =
          window.createUnion(
              new Rectangle2D.Double(gaussian.x() - dx, gaussian.y() - dy, 2 * dx, 2 * dy));
    }
    return window;
  }
}
