package org.vaelab.plot;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Draws a [BarFigure].
final class BarPainter implements Painter {

  /// The share of a group's width that its bars take.
  private static final double FILL = 0.82;

  private static final double LINE = 15;

  /// One value in its place.
  ///
  /// @param slot 0 for the first bar of a group, counted across
  /// @param base where the bar starts: 0, or the end of the one it stands on
  private record Bar(int group, int series, int slot, double base, double value, double error) {

    double end() {
      return base + value;
    }
  }

  private final BarFigure figure;
  private final List<Bar> bars = new ArrayList<>();
  private final int slots;
  private final Sheet sheet;

  BarPainter(BarFigure figure) {
    this.figure = figure;
    slots = stacked() ? 1 : figure.bars().size();
    List<String> notes = new ArrayList<>();
    for (int g = 0; g < figure.groups().size(); g++) {
      placeGroup(g, notes);
    }
    Sheet.Words words =
        new Sheet.Words(figure.title(), figure.xLabel(), figure.yLabel(), figure.groups(), notes);
    Scale x = new Scale(0, figure.groups().size(), false, 0);
    sheet = new Sheet(words, x, yScale(), legend());
  }

  private boolean stacked() {
    return figure.style() == BarFigure.Style.STACKED;
  }

  private void placeGroup(int group, List<String> notes) {
    double up = 0;
    double down = 0;
    for (int s = 0; s < figure.bars().size(); s++) {
      BarFigure.Bars series = figure.bars().get(s);
      double value = series.values()[group];
      if (!series.hasValue(group)) {
        notes.add(
            "Not shown: %s, %s is %s.".formatted(figure.groups().get(group), series.name(), value));
        continue;
      }
      if (series.errors() != null && !Double.isFinite(series.errors()[group])) {
        notes.add(
            "No error bar: the error of %s, %s is %s."
                .formatted(figure.groups().get(group), series.name(), series.errors()[group]));
      }
      double base = stacked() ? (value < 0 ? down : up) : 0;
      bars.add(new Bar(group, s, stacked() ? 0 : s, base, value, series.error(group)));
      up += Math.max(0, value);
      down += Math.min(0, value);
    }
  }

  private Scale yScale() {
    boolean zero = figure.style() != BarFigure.Style.POINTS;
    double low = zero ? 0 : Double.POSITIVE_INFINITY;
    double high = zero ? 0 : Double.NEGATIVE_INFINITY;
    for (Bar bar : bars) {
      low = Math.min(low, bar.end() - bar.error);
      high = Math.max(high, bar.end() + bar.error);
    }
    // Room for the printed values; a little beyond zero, so that its tick keeps its label.
    double padLow = zero && low == 0 ? 0.012 : 0.1;
    double padHigh = zero && high == 0 ? 0.012 : 0.1;
    return Scale.linear(low, high, padLow, padHigh);
  }

  Sheet sheet() {
    return sheet;
  }

  @Override
  public int width() {
    return Sheet.WIDTH;
  }

  @Override
  public int height() {
    return sheet.height();
  }

  @Override
  public void paint(Graphics2D g) {
    sheet.paint(g, this::paintData);
  }

  private void paintData(Graphics2D g, Plot plot) {
    boolean points = figure.style() == BarFigure.Style.POINTS;
    for (Bar bar : bars) {
      if (points) {
        paintError(g, plot, bar);
        g.setColor(Palette.color(bar.series));
        g.fill(Palette.marker(bar.series, centre(plot, bar), plot.y(bar.end())));
      } else {
        g.setColor(Palette.color(bar.series));
        g.fill(rectangle(plot, bar));
      }
    }
    if (!points) {
      bars.forEach(bar -> paintError(g, plot, bar));
      g.setColor(Text.INK);
      g.setStroke(new BasicStroke(1));
      g.draw(new Line2D.Double(plot.area().getX(), plot.y(0), plot.area().getMaxX(), plot.y(0)));
    }
    paintValues(g, plot);
  }

  private double slotWidth(Plot plot) {
    return plot.area().getWidth() / figure.groups().size() * FILL / slots;
  }

  private double centre(Plot plot, Bar bar) {
    double width = plot.area().getWidth() / figure.groups().size();
    double left = plot.area().getX() + (bar.group + (1 - FILL) / 2) * width;
    return left + (bar.slot + 0.5) * slotWidth(plot);
  }

  private Rectangle2D rectangle(Plot plot, Bar bar) {
    double width = Math.min(slotWidth(plot) * 0.94, 90);
    double top = Math.min(plot.y(bar.base), plot.y(bar.end()));
    double height = Math.abs(plot.y(bar.base) - plot.y(bar.end()));
    return new Rectangle2D.Double(centre(plot, bar) - width / 2, top, width, height);
  }

  /// Error bars of stacked bars stand beside each other, so that none hides another.
  private void paintError(Graphics2D g, Plot plot, Bar bar) {
    if (bar.error == 0) {
      return;
    }
    double x = centre(plot, bar);
    if (stacked()) {
      Rectangle2D rectangle = rectangle(plot, bar);
      x = rectangle.getX() + rectangle.getWidth() * (bar.series + 0.5) / figure.bars().size();
    }
    double cap = Math.min(5, slotWidth(plot) / 4);
    double low = plot.y(bar.end() - bar.error);
    double high = plot.y(bar.end() + bar.error);
    g.setColor(Text.INK);
    g.setStroke(new BasicStroke(1.3f));
    g.draw(new Line2D.Double(x, low, x, high));
    g.draw(new Line2D.Double(x - cap, low, x + cap, low));
    g.draw(new Line2D.Double(x - cap, high, x + cap, high));
  }

  /// Prints the values beyond the ends of bars and error bars, all or none of them: none if one is
  /// wider than its bar's slot, and none on stacked bars, which offer no free place.
  private void paintValues(Graphics2D g, Plot plot) {
    if (stacked()) {
      return;
    }
    int digits = digits();
    List<String> labels = bars.stream().map(bar -> format(bar.value, digits)).toList();
    if (Text.width(labels, Text.VALUE) + 5 > slotWidth(plot)) {
      return;
    }
    boolean points = figure.style() == BarFigure.Style.POINTS;
    for (int i = 0; i < labels.size(); i++) {
      Bar bar = bars.get(i);
      boolean above = points || bar.value >= 0;
      double gap = points && bar.error == 0 ? 7 : 2;
      double end = plot.y(bar.end() + (above ? bar.error : -bar.error));
      double top = above ? end - gap - LINE : end + gap;
      Text.draw(
          g,
          List.of(labels.get(i)),
          Text.VALUE,
          Text.INK,
          centre(plot, bar),
          top,
          Text.Align.CENTRE);
    }
  }

  /// Decimals such that the largest value has three digits, and four from a hundred on.
  private int digits() {
    double largest = bars.stream().mapToDouble(bar -> Math.abs(bar.value)).max().orElse(0);
    if (largest == 0) {
      return 0;
    }
    int place = (int) Math.floor(Math.log10(largest));
    return place >= 2 ? (place <= 3 ? 1 : 0) : 2 - place;
  }

  private static String format(double value, int digits) {
    if (digits > 6 || Math.abs(value) >= 1e7) {
      return Scale.withMinus(String.format(Locale.ROOT, "%.2g", value));
    }
    return Scale.withMinus(String.format(Locale.ROOT, "%." + digits + "f", value));
  }

  private List<Legend.Entry> legend() {
    List<Legend.Entry> entries = new ArrayList<>();
    for (int s = 0; s < figure.bars().size(); s++) {
      int index = s;
      entries.add(
          new Legend.Entry(figure.bars().get(s).name(), (g, area) -> paintSample(g, area, index)));
    }
    return entries;
  }

  private void paintSample(Graphics2D g, Rectangle2D area, int series) {
    g.setColor(Palette.color(series));
    if (figure.style() == BarFigure.Style.POINTS) {
      g.fill(Palette.marker(series, area.getMaxX() - 6, area.getCenterY()));
    } else {
      g.fill(
          new Rectangle2D.Double(
              area.getX() + 16, area.getY() + 2, area.getWidth() - 16, area.getHeight() - 4));
    }
  }
}
