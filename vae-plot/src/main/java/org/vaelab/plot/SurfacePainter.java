package org.vaelab.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Draws a [SurfaceFigure].
final class SurfacePainter implements Painter {
  private static final String NOTE = "The lighter, the higher.";
  private static final int PAD = 14;
  private static final int SIDE = 230;
  private static final double GAP = 16;
  private static final double Y_TICKS = 44;
  private static final double DOT = 4.5;
  private static final Color LINE = new Color(0x555555);
  private static final Color FRAME = new Color(0x888888);
  // Greys of the lowest and the highest node.
  private static final int LOW = 150;
  private static final int HIGH = 255;

  private final SurfaceFigure figure;
  private final List<String> names;
  private final List<String> title;
  private final List<List<String>> captions;
  private final double captionHeight;
  private final double left;
  private final double top;
  private final double columnStep;
  private final double rowStep;
  private final List<String> note;
  private final double labelTop;
  private final double noteTop;
  private final double legendTop;
  private final Legend legend;
  private final int width;
  private final int height;

  SurfacePainter(SurfaceFigure figure) {
    this.figure = figure;
    names = figure.names();
    int columns = Math.min(figure.columns(), figure.panels().size());
    int rows = Math.ceilDiv(figure.panels().size(), columns);
    double label = Text.lineHeight(Text.LABEL);
    captions =
        figure.panels().stream()
            .map(p -> Text.wrap(caption(p), Text.TICK, (int) (SIDE + Y_TICKS)))
            .toList();
    captionHeight = captions.stream().mapToDouble(c -> Text.height(c, Text.TICK)).max().orElse(0);
    columnStep = Y_TICKS + SIDE + GAP;
    rowStep = captionHeight + 4 + SIDE + 4 + Text.lineHeight(Text.TICK) + GAP;
    left = PAD + label + 4;
    width = (int) Math.ceil(left + columns * columnStep + PAD);
    title = Text.wrap(figure.title(), Text.TITLE, width - 2 * PAD);
    top = PAD + Text.height(title, Text.TITLE) + 8;
    List<Legend.Entry> entries = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      boolean marked =
          figure.panels().stream()
              .flatMap(panel -> panel.paths().stream())
              .anyMatch(path -> path.marked() && path.name().equals(name));
      entries.add(new Legend.Entry(name, sample(i, marked)));
    }
    legend = new Legend(entries, width - 2 * PAD);
    note = Text.wrap(NOTE, Text.NOTE, width - 2 * PAD);
    labelTop = top + rows * rowStep;
    noteTop = labelTop + label + 4;
    legendTop = noteTop + Text.height(note, Text.NOTE) + 6;
    height = (int) Math.ceil(legendTop + legend.height() + PAD);
  }

  /// With the heights of the lines.
  private String caption(SurfaceFigure.Panel panel) {
    String levels =
        String.join(
            ", ", Arrays.stream(panel.levels()).sorted().mapToObj(ContourPainter::text).toList());
    return panel.caption()
        + (levels.isEmpty() ? "" : "; lines at %s %s".formatted(levels, figure.unit()));
  }

  private static Legend.Sample sample(int number, boolean marked) {
    return (g, area) -> {
      g.setColor(Palette.color(number));
      g.setStroke(stroke(number, marked));
      double y = area.getCenterY();
      g.draw(new Line2D.Double(area.getMinX(), y, area.getMaxX(), y));
      if (marked) {
        g.fill(dot(area.getCenterX(), y));
      }
    };
  }

  private static BasicStroke stroke(int number, boolean marked) {
    return marked ? new BasicStroke(1.8f) : Palette.line(number, 1.8f);
  }

  private static Shape dot(double x, double y) {
    return new Ellipse2D.Double(x - DOT / 2, y - DOT / 2, DOT, DOT);
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
      double x = left + (i % columns) * columnStep + Y_TICKS;
      double y = top + i / columns * rowStep;
      List<String> caption = captions.get(i);
      double captionTop = y + captionHeight - Text.height(caption, Text.TICK);
      Text.draw(g, caption, Text.TICK, Text.INK, x + SIDE / 2.0, captionTop, Text.Align.CENTRE);
      paintPanel(
          g, figure.panels().get(i), new Rectangle2D.Double(x, y + captionHeight + 4, SIDE, SIDE));
    }
    List<String> xLabel = List.of(figure.xLabel());
    Text.draw(g, xLabel, Text.LABEL, Text.INK, width / 2.0, labelTop, Text.Align.CENTRE);
    Text.drawUpwards(g, List.of(figure.yLabel()), Text.LABEL, Text.INK, PAD, (top + labelTop) / 2);
    Text.draw(g, note, Text.NOTE, Text.INK, width / 2.0, noteTop, Text.Align.CENTRE);
    legend.paint(g, (width - legend.width()) / 2, legendTop);
  }

  private void paintPanel(Graphics2D g, SurfaceFigure.Panel panel, Rectangle2D area) {
    double[] x = panel.x();
    double[] y = panel.y();
    Rectangle2D window =
        new Rectangle2D.Double(x[0], y[0], x[x.length - 1] - x[0], y[y.length - 1] - y[0]);
    AffineTransform toArea = new AffineTransform();
    toArea.translate(area.getMinX(), area.getMaxY());
    toArea.scale(area.getWidth() / window.getWidth(), -area.getHeight() / window.getHeight());
    toArea.translate(-window.getMinX(), -window.getMinY());
    Shape clip = g.getClip();
    g.clip(area);
    paintHeights(g, panel, area);
    g.setColor(LINE);
    g.setStroke(new BasicStroke(1));
    for (double level : panel.levels()) {
      g.draw(toArea.createTransformedShape(Contours.line(x, y, panel.height(), level)));
    }
    for (SurfaceFigure.Path path : panel.paths()) {
      paintPath(g, path, toArea);
    }
    g.setClip(clip);
    g.setColor(FRAME);
    g.setStroke(new BasicStroke(1));
    g.draw(area);
    ContourPainter.ticks(g, window, area);
  }

  /// One pixel per node, half a node beyond the window.
  private static void paintHeights(Graphics2D g, SurfaceFigure.Panel panel, Rectangle2D area) {
    int columns = panel.x().length;
    int rows = panel.y().length;
    double[] all = Arrays.stream(panel.height()).flatMapToDouble(Arrays::stream).toArray();
    double lowest = Arrays.stream(all).min().orElseThrow();
    double range = Arrays.stream(all).max().orElseThrow() - lowest;
    BufferedImage picture = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j < rows; j++) {
        double share = range == 0 ? 1 : (panel.height()[i][j] - lowest) / range;
        int grey = (int) Math.round(LOW + share * (HIGH - LOW));
        picture.setRGB(i, rows - 1 - j, new Color(grey, grey, grey).getRGB());
      }
    }
    AffineTransform place = new AffineTransform();
    place.translate(area.getMinX(), area.getMinY());
    place.scale(area.getWidth() / (columns - 1), area.getHeight() / (rows - 1));
    place.translate(-0.5, -0.5);
    g.drawImage(picture, place, null);
  }

  private void paintPath(Graphics2D g, SurfaceFigure.Path path, AffineTransform toArea) {
    int number = names.indexOf(path.name());
    g.setColor(Palette.color(number));
    g.setStroke(stroke(number, path.marked()));
    Path2D line = new Path2D.Double();
    for (int i = 0; i < path.x().length; i++) {
      Point2D at = toArea.transform(new Point2D.Double(path.x()[i], path.y()[i]), null);
      if (i == 0) {
        line.moveTo(at.getX(), at.getY());
      } else {
        line.lineTo(at.getX(), at.getY());
      }
      if (path.marked()) {
        g.fill(dot(at.getX(), at.getY()));
      }
    }
    g.draw(line);
  }
}
