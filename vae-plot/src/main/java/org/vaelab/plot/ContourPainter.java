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
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Draws a [ContourFigure].
final class ContourPainter implements Painter {
  private static final int PAD = 14;
  private static final int SIDE = 200;
  private static final double GAP = 16;
  private static final Color FRAME = new Color(0x888888);
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
  private final List<String> title;
  private final List<String> note;
  private final List<List<String>> captions;
  private final double captionHeight;
  private final double left;
  private final double top;
  private final double columnStep;
  private final double rowStep;
  private final double legendTop;
  private final Legend legend;
  private final int width;
  private final int height;

  ContourPainter(ContourFigure figure) {
    this.figure = figure;
    names = figure.names();
    int columns = Math.min(figure.columns(), figure.panels().size());
    int rows = Math.ceilDiv(figure.panels().size(), columns);
    double tick = Text.lineHeight(Text.TICK);
    double label = Text.lineHeight(Text.LABEL);
    double yTicks = 44;
    captions =
        figure.panels().stream().map(p -> Text.wrap(p.caption(), Text.TICK, SIDE + 20)).toList();
    captionHeight = captions.stream().mapToDouble(c -> Text.height(c, Text.TICK)).max().orElse(0);
    columnStep = yTicks + SIDE + GAP;
    rowStep = captionHeight + 4 + SIDE + 4 + tick + GAP;
    left = PAD + label + 4;
    width = (int) Math.ceil(left + columns * columnStep + PAD);
    title = Text.wrap(figure.title(), Text.TITLE, width - 2 * PAD);
    top = PAD + Text.height(title, Text.TITLE) + 8;
    note =
        Text.wrap(
            "Lines enclose 50, 90 and 99 % of the probability. Each panel has its own axes.",
            Text.NOTE, width - 2 * PAD);
    List<Legend.Entry> entries = new ArrayList<>();
    entries.add(new Legend.Entry(figure.density(), sample(DENSITY, new BasicStroke(1.4f))));
    for (String name : names) {
      entries.add(new Legend.Entry(name, sample(name)));
    }
    legend = new Legend(entries, width - 2 * PAD);
    legendTop = top + rows * rowStep + label + 4 + Text.height(note, Text.NOTE) + 6;
    height = (int) Math.ceil(legendTop + legend.height() + PAD);
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
        g.fill(dot(area.getCenterX(), area.getCenterY()));
      }
    };
  }

  private static Predicate<ContourFigure.Area> is(String name) {
    return area -> area.name().equals(name);
  }

  private static Shape dot(double x, double y) {
    return new Ellipse2D.Double(x - DOT / 2, y - DOT / 2, DOT, DOT);
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

  /// One pixel per node.
  private BufferedImage areas(ContourFigure.Panel panel) {
    int columns = panel.x().length;
    int rows = panel.y().length;
    BufferedImage picture = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
    List<ContourFigure.Area> areas = panel.areas();
    int[] numbers = areas.stream().mapToInt(area -> names.indexOf(area.name())).toArray();
    double[] parts = new double[numbers.length];
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j < rows; j++) {
        for (int a = 0; a < parts.length; a++) {
          parts[a] = STRENGTH * areas.get(a).share()[i][j];
        }
        picture.setRGB(i, rows - 1 - j, mixed(parts, numbers));
      }
    }
    return picture;
  }

  private void paintAreas(Graphics2D g, ContourFigure.Panel panel, AffineTransform toArea) {
    double[] x = panel.x();
    double[] y = panel.y();
    double halfX = (x[x.length - 1] - x[0]) / (x.length - 1) / 2;
    double halfY = (y[y.length - 1] - y[0]) / (y.length - 1) / 2;
    Rectangle2D nodes =
        new Rectangle2D.Double(
            x[0] - halfX,
            y[0] - halfY,
            x[x.length - 1] - x[0] + 2 * halfX,
            y[y.length - 1] - y[0] + 2 * halfY);
    Rectangle2D place = toArea.createTransformedShape(nodes).getBounds2D();
    AffineTransform move = new AffineTransform();
    move.translate(place.getX(), place.getY());
    move.scale(place.getWidth() / x.length, place.getHeight() / y.length);
    g.drawImage(areas(panel), move, null);
  }

  private static Legend.Sample sample(Color color, BasicStroke stroke) {
    return (g, area) -> {
      g.setColor(color);
      g.setStroke(stroke);
      double y = area.getCenterY();
      g.draw(new Line2D.Double(area.getMinX(), y, area.getMaxX(), y));
    };
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public void paint(Graphics2D g) {
    Text.draw(g, title, Text.TITLE, Text.INK, width / 2.0, PAD, Text.Align.CENTRE);
    int columns = Math.min(figure.columns(), figure.panels().size());
    for (int i = 0; i < figure.panels().size(); i++) {
      double x = left + (i % columns) * columnStep + columnStep - GAP - SIDE;
      double y = top + i / columns * rowStep;
      Text.draw(
          g,
          captions.get(i),
          Text.TICK,
          Text.INK,
          x + SIDE / 2.0,
          y + captionHeight - Text.height(captions.get(i), Text.TICK),
          Text.Align.CENTRE);
      paintPanel(
          g, figure.panels().get(i), new Rectangle2D.Double(x, y + captionHeight + 4, SIDE, SIDE));
    }
    double noteTop = legendTop - 6 - Text.height(note, Text.NOTE);
    double labelTop = noteTop - 4 - Text.lineHeight(Text.LABEL);
    Text.draw(
        g,
        List.of(figure.xLabel()),
        Text.LABEL,
        Text.INK,
        width / 2.0,
        labelTop,
        Text.Align.CENTRE);
    Text.drawUpwards(g, List.of(figure.yLabel()), Text.LABEL, Text.INK, PAD, (top + labelTop) / 2);
    Text.draw(g, note, Text.NOTE, Text.INK, width / 2.0, noteTop, Text.Align.CENTRE);
    legend.paint(g, (width - legend.width()) / 2, legendTop);
  }

  private void paintPanel(Graphics2D g, ContourFigure.Panel panel, Rectangle2D area) {
    Rectangle2D window = window(panel);
    AffineTransform toArea = new AffineTransform();
    toArea.translate(area.getMinX(), area.getMaxY());
    toArea.scale(area.getWidth() / window.getWidth(), -area.getHeight() / window.getHeight());
    toArea.translate(-window.getMinX(), -window.getMinY());

    Shape clip = g.getClip();
    g.clip(area);
    if (!panel.areas().isEmpty()) {
      paintAreas(g, panel, toArea);
    }
    for (ContourFigure.Points points : panel.points()) {
      g.setColor(Palette.color(names.indexOf(points.name())));
      for (int n = 0; n < points.x().length; n++) {
        Point2D at = toArea.transform(new Point2D.Double(points.x()[n], points.y()[n]), null);
        g.fill(dot(at.getX(), at.getY()));
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
    g.setClip(clip);
    g.setColor(FRAME);
    g.setStroke(new BasicStroke(1));
    g.draw(area);
    ticks(g, window, area);
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

  static void ticks(Graphics2D g, Rectangle2D window, Rectangle2D area) {
    g.setColor(FRAME);
    for (double value : marks(window.getMinX(), window.getMaxX())) {
      double x = area.getMinX() + (value - window.getMinX()) / window.getWidth() * area.getWidth();
      g.setColor(FRAME);
      g.draw(new Line2D.Double(x, area.getMaxY(), x, area.getMaxY() + 3));
      Text.draw(
          g, List.of(text(value)), Text.TICK, Text.INK, x, area.getMaxY() + 4, Text.Align.CENTRE);
    }
    for (double value : marks(window.getMinY(), window.getMaxY())) {
      double y =
          area.getMaxY() - (value - window.getMinY()) / window.getHeight() * area.getHeight();
      g.setColor(FRAME);
      g.draw(new Line2D.Double(area.getMinX() - 3, y, area.getMinX(), y));
      double half = Text.lineHeight(Text.TICK) / 2;
      Text.draw(
          g,
          List.of(text(value)),
          Text.TICK,
          Text.INK,
          area.getMinX() - 5,
          y - half,
          Text.Align.RIGHT);
    }
  }

  /// Two to four round numbers between the bounds.
  private static List<Double> marks(double from, double to) {
    double step = Math.pow(10, Math.ceil(Math.log10(to - from)));
    for (double divisor : new double[] {2, 2.5, 2, 2, 2.5, 2}) {
      if (Math.floor(to / step) - Math.ceil(from / step) + 1 >= 3) {
        break;
      }
      step /= divisor;
    }
    List<Double> marks = new ArrayList<>();
    for (double k = Math.ceil(from / step); k * step <= to; k++) {
      marks.add(k * step);
    }
    return marks;
  }

  static String text(double value) {
    String digits = "%.4f".formatted(value).replaceAll("\\.?0+$", "");
    return Scale.withMinus(digits.equals("-0") ? "0" : digits);
  }
}
