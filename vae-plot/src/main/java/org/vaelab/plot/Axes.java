package org.vaelab.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Axes, ticks and grid of one plot, laid out and drawn by XChart.
///
/// Data are drawn over them by the painters and not by XChart, which draws every piece of a line on
/// its own: dashes would start anew at each point, and an SVG would hold thousands of elements.
final class Axes {

  private static final Color GRID = new Color(0xE3E3E3);
  private static final Color FRAME = new Color(0x888888);
  private static final int PADDING = 6;

  /// Least distance of two ticks.
  private static final int TICK_DISTANCE_X = 74;

  private static final int TICK_DISTANCE_Y = 40;

  private final Scale x;
  private final Scale y;
  private final int width;
  private final int height;
  private final XYChart chart;

  /// @param ticks whether the x axis has ticks and tick labels
  Axes(Scale x, Scale y, int width, int height, boolean ticks) {
    this.x = x;
    this.y = y;
    this.width = width;
    this.height = height;
    this.chart = new XYChartBuilder().width(width).height(height).build();
    style(chart.getStyler(), ticks);
    addCorners();
  }

  private void style(XYStyler style, boolean ticks) {
    style.setLegendVisible(false);
    style.setChartTitleVisible(false);
    style.setChartBackgroundColor(Color.WHITE);
    style.setPlotBackgroundColor(Color.WHITE);
    style.setChartPadding(PADDING);
    style.setPlotMargin(0);
    style.setPlotContentSize(1);
    style.setPlotBorderVisible(true);
    style.setPlotBorderColor(FRAME);
    style.setPlotTicksMarksVisible(false);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridLinesStroke(new BasicStroke(0.8f));
    style.setPlotGridVerticalLinesVisible(ticks);
    style.setAxisTitlesVisible(false);
    style.setAxisTickLabelsFont(Text.TICK);
    style.setAxisTickLabelsColor(Text.INK);
    style.setAxisTickMarksColor(FRAME);
    style.setAxisTicksLineVisible(false);
    style.setAxisTickMarkLength(4);
    style.setXAxisTicksVisible(ticks);
    style.setXAxisLogarithmic(x.log());
    style.setXAxisLogarithmicDecadeOnly(false);
    style.setXAxisMin(x.min());
    style.setXAxisMax(x.max());
    style.setYAxisMin(y.min());
    style.setYAxisMax(y.max());
    style.setXAxisTickMarkSpacingHint(TICK_DISTANCE_X);
    style.setYAxisTickMarkSpacingHint(TICK_DISTANCE_Y);
    style.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
    style.setLocale(Locale.ROOT);
    style.setXAxisTickLabelsFormattingFunction(x.ticks((double) TICK_DISTANCE_X / width)::apply);
    style.setYAxisTickLabelsFormattingFunction(y.ticks((double) TICK_DISTANCE_Y / height)::apply);
  }

  /// XChart lays out axes only for a chart with a series. The NaN keeps its ticks on round numbers:
  /// on an axis it takes for equally spaced, and two points always are, it puts them on the data.
  private void addCorners() {
    XYSeries corners =
        chart.addSeries(
            "corners",
            new double[] {x.min(), Double.NaN, x.max()},
            new double[] {y.min(), Double.NaN, y.max()});
    corners.setMarker(SeriesMarkers.NONE);
    corners.setEnabled(false);
  }

  /// The plot area as a drawing at this place will have it, to the rounding of text sizes.
  Plot layout(double left, double top) {
    Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      return paint(g, left, top);
    } finally {
      g.dispose();
    }
  }

  /// Draws the axes with their upper left corner at the given point.
  Plot paint(Graphics2D g, double left, double top) {
    AffineTransform before = g.getTransform();
    g.translate(left, top);
    chart.paint(g, width, height);
    g.setTransform(before);
    double x0 = chart.getScreenXFromChart(x.min());
    double x1 = chart.getScreenXFromChart(x.max());
    double y0 = chart.getScreenYFromChart(y.min());
    double y1 = chart.getScreenYFromChart(y.max());
    return new Plot(x, y, new Rectangle2D.Double(left + x0, top + y1, x1 - x0, y0 - y1));
  }
}
