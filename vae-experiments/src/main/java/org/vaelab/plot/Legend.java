package org.vaelab.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/// A legend below a plot: entries flow into as many rows as they need, long names are wrapped.
final class Legend {

  /// Draws the sample of an entry.
  interface Sample {

    /// @param area the rectangle to draw into, of size [#SAMPLE] by one line
    void paint(Graphics2D g, Rectangle2D area);
  }

  /// One entry.
  record Entry(String name, Sample sample) {}

  static final double SAMPLE = 38;

  private static final double GAP = 7;
  private static final double BETWEEN = 22;

  private record Placed(Entry entry, List<String> lines, double x, double y) {}

  private final List<Placed> entries = new ArrayList<>();
  private double width;
  private double height;

  Legend(List<Entry> entries, double maxWidth) {
    double x = 0;
    double y = 0;
    double rowHeight = 0;
    for (Entry entry : entries) {
      List<String> lines = Text.wrap(entry.name(), Text.LEGEND, maxWidth - SAMPLE - GAP);
      double entryWidth = SAMPLE + GAP + Text.width(lines, Text.LEGEND);
      if (x > 0 && x + entryWidth > maxWidth) {
        x = 0;
        y += rowHeight;
        rowHeight = 0;
      }
      this.entries.add(new Placed(entry, lines, x, y));
      width = Math.max(width, x + entryWidth);
      rowHeight = Math.max(rowHeight, Text.height(lines, Text.LEGEND) + 2);
      x += entryWidth + BETWEEN;
    }
    height = y + rowHeight;
  }

  double width() {
    return width;
  }

  double height() {
    return height;
  }

  void paint(Graphics2D g, double left, double top) {
    for (Placed placed : entries) {
      double x = left + placed.x;
      double y = top + placed.y;
      double line = Text.lineHeight(Text.LEGEND);
      placed.entry.sample.paint(g, new Rectangle2D.Double(x, y, SAMPLE, line));
      Text.draw(g, placed.lines, Text.LEGEND, Text.INK, x + SAMPLE + GAP, y, Text.Align.LEFT);
    }
  }
}
