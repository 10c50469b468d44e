package org.vaelab.plot;

import java.util.Arrays;
import java.util.List;
import org.vaelab.files.Csv;

/// Panels with lines of equal height of a function over the plane, such as a bound over (θ, φ), and
/// paths on top, such as the way of an optimiser. The lighter, the higher.
///
/// @param title printed above
/// @param xLabel label of the x axes
/// @param yLabel label of the y axes
/// @param unit of the heights, such as `nats`
/// @param columns panels in a row
/// @param panels each with heights and axes of its own; a path's name has one colour in all
public record SurfaceFigure(
    String title, String xLabel, String yLabel, String unit, int columns, List<Panel> panels)
    implements Figure {

  /// A function on a regular grid.
  ///
  /// @param caption printed above the panel
  /// @param x coordinates of the columns, ascending and equally far apart
  /// @param y coordinates of the rows, likewise
  /// @param height at `[x][y]`, finite
  /// @param levels heights at which a line is drawn
  /// @param paths on top
  public record Panel(
      String caption,
      double[] x,
      double[] y,
      double[][] height,
      double[] levels,
      List<Path> paths) {
    public Panel {
      Checks.text(caption, "caption", "a panel");
      paths = List.copyOf(paths);
      String panel = "panel '" + caption + "'";
      if (x.length < 2 || y.length < 2) {
        throw new IllegalArgumentException(
            "The %s has %d by %d nodes; a surface needs two each way."
                .formatted(panel, x.length, y.length));
      }
      Checks.length(height.length, x.length, "columns", panel);
      for (double[] column : height) {
        Checks.length(column.length, y.length, "rows", panel);
        if (!Arrays.stream(column).allMatch(Double::isFinite)) {
          throw new IllegalArgumentException(
              "The %s has a height that is not finite; leave that part of the plane out."
                  .formatted(panel));
        }
      }
    }
  }

  /// Points joined in their order.
  ///
  /// @param marked whether each point has a dot
  public record Path(String name, double[] x, double[] y, boolean marked) {
    public Path {
      Checks.text(name, "name", "a path");
      Checks.length(y.length, x.length, "y values", "path '" + name + "'");
    }
  }

  public SurfaceFigure {
    Checks.text(title, "title", "a surface figure");
    String figure = "figure '" + title + "'";
    Checks.text(xLabel, "x label", figure);
    Checks.text(yLabel, "y label", figure);
    Checks.text(unit, "unit", figure);
    panels = List.copyOf(panels);
    if (panels.isEmpty() || columns < 1) {
      throw new IllegalArgumentException(
          "The %s needs at least one panel and one column.".formatted(figure));
    }
  }

  /// Names of the paths in the order of their first appearance.
  List<String> names() {
    return panels.stream().flatMap(p -> p.paths().stream()).map(Path::name).distinct().toList();
  }

  /// One line per node and per point of a path.
  @Override
  public String csv() {
    Csv csv = new Csv().row("panel", "what", xLabel, yLabel, unit);
    for (Panel panel : panels) {
      for (Path path : panel.paths()) {
        for (int i = 0; i < path.x().length; i++) {
          csv.row(panel.caption(), path.name(), path.x()[i], path.y()[i], null);
        }
      }
      for (int i = 0; i < panel.x().length; i++) {
        for (int j = 0; j < panel.y().length; j++) {
          csv.row(panel.caption(), "height", panel.x()[i], panel.y()[j], panel.height()[i][j]);
        }
      }
    }
    return csv.toString();
  }
}
