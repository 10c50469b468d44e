package org.vaelab.plot;

import java.util.List;
import org.vaelab.files.Csv;

/// Panels of points whose two coordinates have the same unit. Both axes of a panel show the same
/// range.
///
/// @param title printed above
/// @param xLabel label of the x axes with its unit
/// @param yLabel label of the y axes with its unit
/// @param columns panels in a row
/// @param panels each with axes of its own; a name of points has one colour and marker in all
/// @param diagonal whether the line y = x is drawn
public record ScatterFigure(
    String title, String xLabel, String yLabel, int columns, List<Panel> panels, boolean diagonal)
    implements Figure {

  /// Points whose coordinates are the same quantity, such as a prediction and what is true: on the
  /// line y = x they agree.
  public ScatterFigure(
      String title, String xLabel, String yLabel, int columns, List<Panel> panels) {
    this(title, xLabel, yLabel, columns, panels, true);
  }

  /// @param caption printed above the panel
  /// @param points groups of them, without bands; what is not finite is not drawn
  public record Panel(String caption, List<Series> points) {
    public Panel {
      Checks.text(caption, "caption", "a panel");
      points = List.copyOf(points);
    }
  }

  public ScatterFigure {
    Checks.text(title, "title", "a scatter figure");
    String figure = "figure '" + title + "'";
    Checks.text(xLabel, "x label", figure);
    Checks.text(yLabel, "y label", figure);
    panels = List.copyOf(panels);
    if (panels.isEmpty() || columns < 1) {
      throw new IllegalArgumentException(
          "The %s needs at least one panel and one column.".formatted(figure));
    }
    Checks.distinct(panels.stream().map(Panel::caption).toList(), "panel", figure);
  }

  /// Names of the points in the order of their first appearance.
  List<String> names() {
    return panels.stream().flatMap(p -> p.points().stream()).map(Series::name).distinct().toList();
  }

  /// One line per point.
  @Override
  public String csv() {
    Csv csv = new Csv().row("panel", "points", xLabel, yLabel);
    for (Panel panel : panels) {
      for (Series points : panel.points()) {
        for (int i = 0; i < points.size(); i++) {
          csv.row(panel.caption(), points.name(), points.x()[i], points.y()[i]);
        }
      }
    }
    return csv.toString();
  }
}
