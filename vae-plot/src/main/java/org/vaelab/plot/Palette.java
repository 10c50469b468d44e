package org.vaelab.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/// Colours, dashes and markers of the n-th series.
///
/// The colours are those of Okabe and Ito ("Color Universal Design", 2008), told apart by readers
/// with any common colour vision; yellow comes last because it is faint on white. Dashes and
/// markers cycle with other periods, so that series also differ in black and white.
public final class Palette {

  private static final Color[] COLORS = {
    new Color(0x0072B2), // blue
    new Color(0xD55E00), // vermillion
    new Color(0x009E73), // bluish green
    new Color(0xCC79A7), // reddish purple
    new Color(0xE69F00), // orange
    new Color(0x56B4E9), // sky blue
    new Color(0xF0E442), // yellow
  };

  private static final float[][] DASHES = {{}, {9, 4}, {2.5f, 3}, {9, 3, 2.5f, 3}, {14, 3}};

  private static final int MARKERS = 4;

  private Palette() {}

  /// The opaque colour of a series, counted from 0.
  public static Color color(int series) {
    return COLORS[series % COLORS.length];
  }

  /// The colour of a series' error band: its own colour at 22 % over white.
  static Color band(int series) {
    Color color = color(series);
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), 56);
  }

  static BasicStroke line(int series, float width) {
    return stroke(width, DASHES[series % DASHES.length]);
  }

  static BasicStroke reference(int reference) {
    return stroke(1.4f, DASHES[1 + reference % (DASHES.length - 1)]);
  }

  private static BasicStroke stroke(float width, float[] dash) {
    return dash.length == 0
        ? new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
  }

  /// The marker of a series centred on a point: circle, square, triangle or diamond.
  static Shape marker(int series, double x, double y) {
    double r = 4;
    return switch (series % MARKERS) {
      case 0 -> new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r);
      case 1 -> new Rectangle2D.Double(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
      case 2 -> polygon(x, y - 1.2 * r, x + 1.15 * r, y + 0.9 * r, x - 1.15 * r, y + 0.9 * r);
      default -> polygon(x, y - 1.3 * r, x + 1.3 * r, y, x, y + 1.3 * r, x - 1.3 * r, y);
    };
  }

  private static Shape polygon(double... coordinates) {
    Path2D path = new Path2D.Double();
    path.moveTo(coordinates[0], coordinates[1]);
    for (int i = 2; i < coordinates.length; i += 2) {
      path.lineTo(coordinates[i], coordinates[i + 1]);
    }
    path.closePath();
    return path;
  }
}
