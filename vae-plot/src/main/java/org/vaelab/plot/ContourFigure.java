package org.vaelab.plot;

import java.util.List;
import java.util.stream.Stream;
import org.vaelab.files.Csv;

/// Panels with contours of a density over the plane and ellipses of Gaussians on top. Contours and
/// ellipses enclose the same shares of probability ([#SHARES]), so a Gaussian that is the density
/// has the density's contours. Below them there can be areas in colour, such as the posterior of
/// each component of a mixture, and points.
///
/// @param title printed above
/// @param xLabel label of the x axes
/// @param yLabel label of the y axes
/// @param density what the density is called in the legend
/// @param panels in rows of `columns`; each name of a Gaussian, an area or points has one colour in
///     all of them
public record ContourFigure(
    String title, String xLabel, String yLabel, String density, int columns, List<Panel> panels)
    implements Figure {
  /// The shares of probability that contours and ellipses enclose.
  public static final List<Double> SHARES = List.of(0.5, 0.9, 0.99);

  /// A density on a regular grid, with what is drawn below and on top of its contours.
  ///
  /// @param caption printed above the panel
  /// @param x coordinates of the columns, ascending
  /// @param y coordinates of the rows, ascending
  /// @param density at `[x][y]`, of any scale
  /// @param gaussians on top
  /// @param areas below
  /// @param points below, above the areas
  public record Panel(
      String caption,
      double[] x,
      double[] y,
      double[][] density,
      List<Gaussian> gaussians,
      List<Area> areas,
      List<Points> points) {
    public Panel {
      gaussians = List.copyOf(gaussians);
      areas = List.copyOf(areas);
      points = List.copyOf(points);
      String panel = "panel '" + caption + "'";
      Checks.length(density.length, x.length, "columns", panel);
      for (double[] column : density) {
        Checks.length(column.length, y.length, "rows", panel);
      }
      for (Area area : areas) {
        Checks.length(area.share().length, x.length, "columns of '" + area.name() + "'", panel);
        for (double[] column : area.share()) {
          Checks.length(column.length, y.length, "rows of '" + area.name() + "'", panel);
        }
      }
    }

    /// A density with Gaussians alone.
    public Panel(
        String caption, double[] x, double[] y, double[][] density, List<Gaussian> gaussians) {
      this(caption, x, y, density, gaussians, List.of(), List.of());
    }
  }

  /// N((x, y), [[xx, xy], [xy, yy]])
  public record Gaussian(String name, double x, double y, double xx, double xy, double yy) {
    public Gaussian {
      if (!(xx > 0 && yy > 0 && xx * yy > xy * xy)) {
        throw new IllegalArgumentException(
            "The covariance [[%s, %s], [%s, %s]] of '%s' is not positive definite."
                .formatted(xx, xy, xy, yy, name));
      }
    }
  }

  /// A part of the plane in colour.
  ///
  /// @param share how much of each node belongs to it, at `[x][y]`, from 0 to 1: the colours of
  ///     several areas mix in proportion to their shares
  public record Area(String name, double[][] share) {}

  /// Points `[N]`.
  public record Points(String name, double[] x, double[] y) {
    public Points {
      Checks.length(y.length, x.length, "y values", "points '" + name + "'");
    }
  }

  public ContourFigure {
    Checks.text(title, "title", "a contour figure");
    String figure = "figure '" + title + "'";
    Checks.text(xLabel, "x label", figure);
    Checks.text(yLabel, "y label", figure);
    Checks.text(density, "density's name", figure);
    panels = List.copyOf(panels);
    if (panels.isEmpty() || columns < 1) {
      throw new IllegalArgumentException(
          "%s needs at least one panel and one column.".formatted(figure));
    }
  }

  /// Names of the Gaussians, areas and points in the order of their first appearance.
  List<String> names() {
    return panels.stream()
        .flatMap(
            panel ->
                Stream.of(
                        panel.gaussians().stream().map(Gaussian::name),
                        panel.areas().stream().map(Area::name),
                        panel.points().stream().map(Points::name))
                    .flatMap(names -> names))
        .distinct()
        .toList();
  }

  /// One line per node of a density or an area, per Gaussian and per point.
  @Override
  public String csv() {
    Csv csv = new Csv().row("panel", "what", "x", "y", "density", "xx", "xy", "yy", "share");
    for (Panel panel : panels) {
      for (Gaussian g : panel.gaussians()) {
        csv.row(panel.caption(), g.name(), g.x(), g.y(), null, g.xx(), g.xy(), g.yy(), null);
      }
      for (Points points : panel.points()) {
        for (int n = 0; n < points.x().length; n++) {
          double x = points.x()[n];
          double y = points.y()[n];
          csv.row(panel.caption(), points.name(), x, y, null, null, null, null, null);
        }
      }
      for (int i = 0; i < panel.x().length; i++) {
        for (int j = 0; j < panel.y().length; j++) {
          double x = panel.x()[i];
          double y = panel.y()[j];
          csv.row(panel.caption(), density, x, y, panel.density()[i][j], null, null, null, null);
          for (Area area : panel.areas()) {
            double share = area.share()[i][j];
            csv.row(panel.caption(), area.name(), x, y, null, null, null, null, share);
          }
        }
      }
    }
    return csv.toString();
  }
}
