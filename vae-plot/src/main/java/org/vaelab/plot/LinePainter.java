package org.vaelab.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/// Draws a [LineFigure].
final class LinePainter implements Painter {

  private static final Color REFERENCE = new Color(0x333333);

  /// Longer series carry this many markers, shorter ones a marker at each point.
  private static final int MARKERS = 9;

  private static final int FEW = 25;

  private final LineFigure figure;
  private final List<int[]> indices;
  private final Sheet sheet;

  LinePainter(LineFigure figure) {
    this.figure = figure;
    indices = figure.series().stream().map(Thinning::indices).toList();
    YRange range = YRange.of(figure);
    Sheet.Words words =
        new Sheet.Words(
            figure.title(),
            figure.xLabel(),
            figure.yLabel(),
            List.of(),
            range.note().stream().toList());
    double padLow = range.note().isPresent() ? 0 : 0.05;
    Scale y = Scale.linear(range.low(), range.high(), padLow, 0.05);
    sheet = new Sheet(words, xScale(), y, legend());
  }

  private Scale xScale() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Series series : figure.series()) {
      for (int i = 0; i < series.size(); i++) {
        if (series.hasPoint(i)) {
          low = Math.min(low, series.x()[i]);
          high = Math.max(high, series.x()[i]);
        }
      }
    }
    return figure.logX() ? Scale.logarithmic(low, high) : Scale.linear(low, high, 0.02, 0.02);
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
    for (int s = 0; s < indices.size(); s++) {
      if (figure.series().get(s).lower() != null) {
        g.setColor(Palette.band(s));
        g.fill(band(figure.series().get(s), indices.get(s), plot));
      }
    }
    for (int r = 0; r < figure.references().size(); r++) {
      double y = plot.y(figure.references().get(r).y());
      g.setColor(REFERENCE);
      g.setStroke(Palette.reference(r));
      g.draw(new Line2D.Double(plot.area().getX(), y, plot.area().getMaxX(), y));
    }
    for (int s = 0; s < indices.size(); s++) {
      Series series = figure.series().get(s);
      g.setColor(Palette.color(s));
      g.setStroke(Palette.line(s, series.size() > Thinning.MOST ? 1.2f : 2f));
      g.draw(line(series, indices.get(s), plot));
      paintMarkers(g, s, plot);
    }
  }

  private static Path2D line(Series series, int[] indices, Plot plot) {
    Path2D path = new Path2D.Double();
    boolean open = false;
    for (int i : indices) {
      if (!series.hasPoint(i)) {
        open = false;
      } else if (open) {
        path.lineTo(plot.x(series.x()[i]), plot.y(series.y()[i]));
      } else {
        path.moveTo(plot.x(series.x()[i]), plot.y(series.y()[i]));
        open = true;
      }
    }
    return path;
  }

  private static Path2D band(Series series, int[] indices, Plot plot) {
    Path2D path = new Path2D.Double();
    List<Integer> run = new ArrayList<>();
    for (int i : indices) {
      if (series.hasBand(i)) {
        run.add(i);
      } else {
        appendRun(path, run, series, plot);
        run.clear();
      }
    }
    appendRun(path, run, series, plot);
    return path;
  }

  private static void appendRun(Path2D path, List<Integer> run, Series series, Plot plot) {
    if (run.isEmpty()) {
      return;
    }
    // A single point gets a band as wide as its marker.
    double half = run.size() == 1 ? 4 : 0;
    int first = run.getFirst();
    path.moveTo(plot.x(series.x()[first]) - half, plot.y(series.upper()[first]));
    for (int i : run) {
      path.lineTo(plot.x(series.x()[i]) + half, plot.y(series.upper()[i]));
    }
    for (int i : run.reversed()) {
      path.lineTo(plot.x(series.x()[i]) + half, plot.y(series.lower()[i]));
    }
    path.lineTo(plot.x(series.x()[first]) - half, plot.y(series.lower()[first]));
    path.closePath();
  }

  /// Long series get markers spread over x, shifted from series to series so that they do not
  /// hide each other.
  private void paintMarkers(Graphics2D g, int s, Plot plot) {
    Series series = figure.series().get(s);
    int count = figure.series().size();
    double step = plot.area().getWidth() / MARKERS;
    double next = plot.area().getX() + step * (s + 0.5) / count;
    int[] drawn = indices.get(s);
    for (int k = 0; k < drawn.length; k++) {
      int i = drawn[k];
      if (!series.hasPoint(i)) {
        continue;
      }
      double x = plot.x(series.x()[i]);
      boolean alone =
          (k == 0 || !series.hasPoint(drawn[k - 1]))
              && (k == drawn.length - 1 || !series.hasPoint(drawn[k + 1]));
      if (drawn.length <= FEW || alone || x >= next) {
        paintMarker(g, s, x, plot.y(series.y()[i]));
        while (next <= x) {
          next += step;
        }
      }
    }
  }

  private static void paintMarker(Graphics2D g, int s, double x, double y) {
    Shape marker = Palette.marker(s, x, y);
    g.setColor(Palette.color(s));
    g.fill(marker);
    g.setColor(Color.WHITE);
    g.setStroke(new BasicStroke(0.8f));
    g.draw(marker);
  }

  private List<Legend.Entry> legend() {
    List<Legend.Entry> entries = new ArrayList<>();
    for (int s = 0; s < figure.series().size(); s++) {
      int index = s;
      Series series = figure.series().get(s);
      entries.add(
          new Legend.Entry(legendName(series), (g, area) -> paintSample(g, area, index, series)));
    }
    for (int r = 0; r < figure.references().size(); r++) {
      int index = r;
      entries.add(
          new Legend.Entry(
              figure.references().get(r).name(),
              (g, area) -> {
                g.setColor(REFERENCE);
                g.setStroke(Palette.reference(index));
                g.draw(middle(area));
              }));
    }
    return entries;
  }

  private static void paintSample(Graphics2D g, Rectangle2D area, int s, Series series) {
    if (series.lower() != null) {
      g.setColor(Palette.band(s));
      g.fill(
          new Rectangle2D.Double(
              area.getX(), area.getY() + 2, area.getWidth(), area.getHeight() - 4));
    }
    g.setColor(Palette.color(s));
    g.setStroke(Palette.line(s, 2f));
    g.draw(middle(area));
    paintMarker(g, s, area.getCenterX(), area.getCenterY());
  }

  private static Line2D middle(Rectangle2D area) {
    return new Line2D.Double(area.getX(), area.getCenterY(), area.getMaxX(), area.getCenterY());
  }

  /// The name of a series with what is left out of its drawing.
  static String legendName(Series series) {
    int missing = 0;
    int missingBands = 0;
    for (int i = 0; i < series.size(); i++) {
      missing += series.hasPoint(i) ? 0 : 1;
      missingBands += series.lower() != null && series.hasPoint(i) && !series.hasBand(i) ? 1 : 0;
    }
    List<String> remarks = new ArrayList<>();
    if (series.size() == 0) {
      remarks.add("no points yet");
    }
    if (missing > 0) {
      remarks.add(missing + " non-finite not shown");
    }
    if (missingBands > 0) {
      remarks.add(missingBands + " without finite band");
    }
    return remarks.isEmpty()
        ? series.name()
        : series.name() + " (" + String.join(", ", remarks) + ")";
  }
}
