package org.vaelab.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A legend below a plot: entries stand in columns, long names are wrapped.
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

  private final List<Placed> placed = new ArrayList<>();
  private final double width;
  private final double height;

  Legend(List<Entry> entries, double maxWidth) {
    int count = entries.size();
    List<List<String>> names =
        entries.stream()
            .map(entry -> Text.wrap(entry.name(), Text.LEGEND, maxWidth - SAMPLE - GAP))
            .toList();
    List<Double> widths =
        names.stream().map(lines -> SAMPLE + GAP + Text.width(lines, Text.LEGEND)).toList();
    int columns = count;
    while (columns > 1 && total(columnWidths(widths, columns)) > maxWidth) {
      columns--;
    }
    // As many rows as needed, filled evenly.
    columns = count == 0 ? 0 : Math.ceilDiv(count, Math.ceilDiv(count, columns));
    double[] columnWidths = columnWidths(widths, columns);
    double x = 0;
    double y = 0;
    double rowHeight = 0;
    for (int i = 0; i < count; i++) {
      placed.add(new Placed(entries.get(i), names.get(i), x, y));
      rowHeight = Math.max(rowHeight, Text.height(names.get(i), Text.LEGEND) + 2);
      x += columnWidths[i % columns] + BETWEEN;
      if (i % columns == columns - 1 || i == count - 1) {
        x = 0;
        y += rowHeight;
        rowHeight = 0;
      }
    }
    height = y;
    width = total(columnWidths);
  }

  private static double[] columnWidths(List<Double> widths, int columns) {
    double[] widest = new double[columns];
    for (int i = 0; i < widths.size(); i++) {
      widest[i % columns] = Math.max(widest[i % columns], widths.get(i));
    }
    return widest;
  }

  private static double total(double[] columnWidths) {
    return Math.max(0, Arrays.stream(columnWidths).map(width -> width + BETWEEN).sum() - BETWEEN);
  }

  double width() {
    return width;
  }

  double height() {
    return height;
  }

  void paint(Graphics2D g, double left, double top) {
    for (Placed one : placed) {
      double x = left + one.x;
      double y = top + one.y;
      double line = Text.lineHeight(Text.LEGEND);
      one.entry.sample.paint(g, new Rectangle2D.Double(x, y, SAMPLE, line));
      Text.draw(g, one.lines, Text.LEGEND, Text.INK, x + SAMPLE + GAP, y, Text.Align.LEFT);
    }
  }
}
