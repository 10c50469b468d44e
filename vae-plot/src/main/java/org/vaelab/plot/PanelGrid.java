package org.vaelab.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/// Square panels of parts of a plane, in rows: captions above, ticks beside each, labels, a note
/// and a legend for all.
final class PanelGrid implements Painter {
  private static final int PAD = 14;
  private static final double GAP = 16;
  private static final double Y_TICKS = 44;
  private static final Color FRAME = new Color(0x888888);

  private final List<String> title;
  private final List<String> xLabel;
  private final List<String> yLabel;
  private final List<String> note;
  private final List<List<String>> captions;
  private final List<Content> contents;
  private final Legend legend;
  private final int columns;
  private final int side;
  private final double captionHeight;
  private final double left;
  private final double top;
  private final double columnStep;
  private final double rowStep;
  private final double labelTop;
  private final double noteTop;
  private final double legendTop;
  private final int width;
  private final int height;

  /// What all panels have in common.
  ///
  /// @param columns most panels of a row
  /// @param side of a panel
  /// @param captionWidth where captions break
  record Frame(
      String title,
      String xLabel,
      String yLabel,
      String note,
      int columns,
      int side,
      int captionWidth) {}

  /// What is in a panel.
  ///
  /// @param window the part of the plane
  record Content(Rectangle2D window, Painting painting) {}

  /// Draws the inside of a panel.
  interface Painting {
    /// @param toArea from the plane to the drawing, which is clipped to the panel
    void paint(Graphics2D g, AffineTransform toArea);
  }

  /// @param captions of the panels
  /// @param contents as many as captions
  PanelGrid(
      Frame frame, List<String> captions, List<Content> contents, List<Legend.Entry> entries) {
    this.contents = contents;
    side = frame.side();
    columns = Math.min(frame.columns(), captions.size());
    int rows = Math.ceilDiv(captions.size(), columns);
    double label = Text.lineHeight(Text.LABEL);
    this.captions =
        captions.stream().map(c -> Text.wrap(c, Text.TICK, frame.captionWidth())).toList();
    captionHeight =
        this.captions.stream().mapToDouble(c -> Text.height(c, Text.TICK)).max().orElse(0);
    columnStep = Y_TICKS + side + GAP;
    rowStep = captionHeight + 4 + side + 4 + Text.lineHeight(Text.TICK) + GAP;
    left = PAD + label + 4;
    width = (int) Math.ceil(left + columns * columnStep + PAD);
    title = Text.wrap(frame.title(), Text.TITLE, width - 2 * PAD);
    xLabel = List.of(frame.xLabel());
    yLabel = List.of(frame.yLabel());
    note = Text.wrap(frame.note(), Text.NOTE, width - 2 * PAD);
    legend = new Legend(entries, width - 2 * PAD);
    top = PAD + Text.height(title, Text.TITLE) + 8;
    labelTop = top + rows * rowStep;
    noteTop = labelTop + label + 4;
    legendTop = noteTop + Text.height(note, Text.NOTE) + 6;
    height = (int) Math.ceil(legendTop + legend.height() + PAD);
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
    for (int i = 0; i < contents.size(); i++) {
      double x = left + (i % columns) * columnStep + Y_TICKS;
      double y = top + i / columns * rowStep;
      List<String> caption = captions.get(i);
      double captionTop = y + captionHeight - Text.height(caption, Text.TICK);
      Text.draw(g, caption, Text.TICK, Text.INK, x + side / 2.0, captionTop, Text.Align.CENTRE);
      paint(g, contents.get(i), new Rectangle2D.Double(x, y + captionHeight + 4, side, side));
    }
    Text.draw(g, xLabel, Text.LABEL, Text.INK, width / 2.0, labelTop, Text.Align.CENTRE);
    Text.drawUpwards(g, yLabel, Text.LABEL, Text.INK, PAD, (top + labelTop) / 2);
    Text.draw(g, note, Text.NOTE, Text.INK, width / 2.0, noteTop, Text.Align.CENTRE);
    legend.paint(g, (width - legend.width()) / 2, legendTop);
  }

  private static void paint(Graphics2D g, Content content, Rectangle2D area) {
    Rectangle2D window = content.window();
    AffineTransform toArea = new AffineTransform();
    toArea.translate(area.getMinX(), area.getMaxY());
    toArea.scale(area.getWidth() / window.getWidth(), -area.getHeight() / window.getHeight());
    toArea.translate(-window.getMinX(), -window.getMinY());
    Shape clip = g.getClip();
    g.clip(area);
    content.painting().paint(g, toArea);
    g.setClip(clip);
    g.setColor(FRAME);
    g.setStroke(new BasicStroke(1));
    g.draw(area);
    ticks(g, window, area);
  }

  /// The colour of a node.
  interface Pixel {
    /// @param i column of the node
    /// @param j row
    int rgb(int i, int j);
  }

  /// Fills the plane around the nodes of a regular grid, half a node beyond the outermost: one
  /// pixel per node.
  static void nodes(Graphics2D g, double[] x, double[] y, AffineTransform toArea, Pixel pixel) {
    BufferedImage picture = new BufferedImage(x.length, y.length, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y.length; j++) {
        picture.setRGB(i, y.length - 1 - j, pixel.rgb(i, j));
      }
    }
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
    g.drawImage(picture, move, null);
  }

  static Shape dot(double x, double y, double size) {
    return new Ellipse2D.Double(x - size / 2, y - size / 2, size, size);
  }

  private static void ticks(Graphics2D g, Rectangle2D window, Rectangle2D area) {
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
