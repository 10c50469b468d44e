package org.vaelab.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/// Draws a [ScatterFigure].
final class ScatterPainter {
  private static final String AXES = "Each panel has its own axes.";
  private static final int SIDE = 220;
  private static final Color DIAGONAL = new Color(0x777777);
  private static final double MARKER = 0.6;
  private static final double MARGIN = 0.06;

  private final ScatterFigure figure;
  private final List<String> names;

  ScatterPainter(ScatterFigure figure) {
    this.figure = figure;
    names = figure.names();
  }

  PanelGrid grid() {
    List<Legend.Entry> entries = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int number = i;
      entries.add(
          new Legend.Entry(
              names.get(i),
              (g, area) -> paintMarker(g, number, area.getCenterX(), area.getCenterY())));
    }
    return new PanelGrid(
        new PanelGrid.Frame(
            figure.title(),
            figure.xLabel(),
            figure.yLabel(),
            figure.diagonal() ? "The line is y = x. " + AXES : AXES,
            figure.columns(),
            SIDE,
            SIDE + 20),
        figure.panels().stream().map(ScatterFigure.Panel::caption).toList(),
        figure.panels().stream().map(this::content).toList(),
        entries);
  }

  private PanelGrid.Content content(ScatterFigure.Panel panel) {
    Rectangle2D window = window(panel);
    return new PanelGrid.Content(window, (g, toArea) -> paintPanel(g, panel, window, toArea));
  }

  private void paintPanel(
      Graphics2D g, ScatterFigure.Panel panel, Rectangle2D window, AffineTransform toArea) {
    if (figure.diagonal()) {
      g.setColor(DIAGONAL);
      g.setStroke(new BasicStroke(1));
      g.draw(
          toArea.createTransformedShape(
              new Line2D.Double(
                  window.getMinX(), window.getMinX(), window.getMaxX(), window.getMaxX())));
    }
    for (Series points : panel.points()) {
      for (int i = 0; i < points.size(); i++) {
        if (points.hasPoint(i)) {
          Point2D at = toArea.transform(new Point2D.Double(points.x()[i], points.y()[i]), null);
          paintMarker(g, names.indexOf(points.name()), at.getX(), at.getY());
        }
      }
    }
  }

  private static void paintMarker(Graphics2D g, int number, double x, double y) {
    AffineTransform smaller = AffineTransform.getTranslateInstance(x, y);
    smaller.scale(MARKER, MARKER);
    Shape marker = smaller.createTransformedShape(Palette.marker(number, 0, 0));
    g.setColor(Palette.color(number));
    g.fill(marker);
    g.setColor(Color.WHITE);
    g.setStroke(new BasicStroke(0.4f));
    g.draw(marker);
  }

  /// A square that holds all points; around 0 where there are none, and never without size.
  private static Rectangle2D window(ScatterFigure.Panel panel) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (Series points : panel.points()) {
      for (int i = 0; i < points.size(); i++) {
        if (points.hasPoint(i)) {
          least = Math.min(least, Math.min(points.x()[i], points.y()[i]));
          most = Math.max(most, Math.max(points.x()[i], points.y()[i]));
        }
      }
    }
    if (least > most) {
      least = 0;
      most = 0;
    }
    double range = Math.max(most - least, 1e-6 * Math.max(1, Math.abs(most)));
    double from = (least + most - range) / 2 - MARGIN * range;
    double side = (1 + 2 * MARGIN) * range;
    return new Rectangle2D.Double(from, from, side, side);
  }
}
