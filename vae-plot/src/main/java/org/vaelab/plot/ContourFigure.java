package org.vaelab.plot;

import java.util.List;
import org.vaelab.files.Csv;

/// Panels with contours of a density over the plane and ellipses of Gaussians on top. Contours and
/// ellipses enclose the same shares of probability ([#SHARES]), so a Gaussian that is the density
/// has the density's contours.
///
/// @param title printed above
/// @param xLabel label of the x axes
/// @param yLabel label of the y axes
/// @param density what the density is called in the legend
/// @param panels in rows of `columns`; each Gaussian's name has one colour in all of them
public record ContourFigure(
    String title, String xLabel, String yLabel, String density, int columns, List<Panel> panels)
    implements Figure {
  /// The shares of probability that contours and ellipses enclose.
  public static final List<Double> SHARES = List.of(0.5, 0.9, 0.99);

  /// A density on a regular grid, with Gaussians.
  ///
  /// @param caption printed above the panel
  /// @param x coordinates of the columns, ascending
  /// @param y coordinates of the rows, ascending
  /// @param density at `[x][y]`, of any scale
  public record Panel(
      String caption, double[] x, double[] y, double[][] density, List<Gaussian> gaussians) {
    public Panel {
      gaussians = List.copyOf(gaussians);
      String panel = "panel '" + caption + "'";
      Checks.length(density.length, x.length, "columns", panel);
      for (double[] column : density) {
        Checks.length(column.length, y.length, "rows", panel);
      }
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

  /// Names of the Gaussians in the order of their first appearance.
  List<String> names() {
    return panels.stream()
        .flatMap(panel -> panel.gaussians().stream())
        .map(Gaussian::name)
        .distinct()
        .toList();
  }

  /// One line per node of a density and one per Gaussian.
  @Override
  public String csv() {
    Csv csv = new Csv().row("panel", "what", "x", "y", "density", "xx", "xy", "yy");
    for (Panel panel : panels) {
      for (Gaussian g : panel.gaussians()) {
        csv.row(panel.caption(), g.name(), g.x(), g.y(), null, g.xx(), g.xy(), g.yy());
      }
      for (int i = 0; i < panel.x().length; i++) {
        for (int j = 0; j < panel.y().length; j++) {
          csv.row(
              panel.caption(),
              density,
              panel.x()[i],
              panel.y()[j],
              panel.density()[i][j],
              null,
              null,
              null);
        }
      }
    }
    return csv.toString();
  }
}
