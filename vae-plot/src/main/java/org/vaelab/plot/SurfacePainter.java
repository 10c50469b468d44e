package org.vaelab.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Draws a [SurfaceFigure].
final class SurfacePainter {
  private static final String NOTE = "The lighter, the higher.";
  private static final int SIDE = 230;
  private static final int CAPTION = SIDE + 44;
  private static final double DOT = 4.5;
  private static final Color LINE = new Color(0x555555);
  // Greys of the lowest and the highest node.
  private static final int LOW = 150;
  private static final int HIGH = 255;

  private final SurfaceFigure figure;
  private final List<String> names;

  SurfacePainter(SurfaceFigure figure) {
    this.figure = figure;
    names = figure.names();
  }

  PanelGrid grid() {
    List<Legend.Entry> entries = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      boolean marked =
          figure.panels().stream()
              .flatMap(panel -> panel.paths().stream())
              .anyMatch(path -> path.marked() && path.name().equals(name));
      entries.add(new Legend.Entry(name, sample(i, marked)));
    }
    return new PanelGrid(
        new PanelGrid.Frame(
            figure.title(),
            figure.xLabel(),
            figure.yLabel(),
            NOTE,
            figure.columns(),
            SIDE,
            CAPTION),
        figure.panels().stream().map(this::caption).toList(),
        figure.panels().stream().map(this::content).toList(),
        entries);
  }

  /// With the heights of the lines.
  private String caption(SurfaceFigure.Panel panel) {
    String levels =
        String.join(
            ", ", Arrays.stream(panel.levels()).sorted().mapToObj(PanelGrid::text).toList());
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
        g.fill(PanelGrid.dot(area.getCenterX(), y, DOT));
      }
    };
  }

  private static BasicStroke stroke(int number, boolean marked) {
    return marked ? new BasicStroke(1.8f) : Palette.line(number, 1.8f);
  }

  private PanelGrid.Content content(SurfaceFigure.Panel panel) {
    double[] x = panel.x();
    double[] y = panel.y();
    return new PanelGrid.Content(
        new Rectangle2D.Double(x[0], y[0], x[x.length - 1] - x[0], y[y.length - 1] - y[0]),
        (g, toArea) -> paintPanel(g, panel, toArea));
  }

  private void paintPanel(Graphics2D g, SurfaceFigure.Panel panel, AffineTransform toArea) {
    paintHeights(g, panel, toArea);
    g.setColor(LINE);
    g.setStroke(new BasicStroke(1));
    for (double level : panel.levels()) {
      Shape line = Contours.line(panel.x(), panel.y(), panel.height(), level);
      g.draw(toArea.createTransformedShape(line));
    }
    for (SurfaceFigure.Path path : panel.paths()) {
      paintPath(g, path, toArea);
    }
  }

  private static void paintHeights(
      Graphics2D g, SurfaceFigure.Panel panel, AffineTransform toArea) {
    double[] all = Arrays.stream(panel.height()).flatMapToDouble(Arrays::stream).toArray();
    double lowest = Arrays.stream(all).min().orElseThrow();
    double range = Arrays.stream(all).max().orElseThrow() - lowest;
    PanelGrid.nodes(
        g,
        panel.x(),
        panel.y(),
        toArea,
        (i, j) -> {
          double share = range == 0 ? 1 : (panel.height()[i][j] - lowest) / range;
          int grey = (int) Math.round(LOW + share * (HIGH - LOW));
          return new Color(grey, grey, grey).getRGB();
        });
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
        g.fill(PanelGrid.dot(at.getX(), at.getY(), DOT));
      }
    }
    g.draw(line);
  }
}
