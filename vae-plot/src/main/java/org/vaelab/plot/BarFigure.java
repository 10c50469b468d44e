package org.vaelab.plot;

import java.util.Arrays;
import java.util.List;
import org.vaelab.files.Csv;

/// Values with error bars for groups by series, such as gaps by model and split.
///
/// A value that is not finite is not drawn; a note names it. The table holds it.
///
/// @param title printed above
/// @param xLabel what the groups are
/// @param yLabel what the values are, with their unit, such as `gap (nats)`
/// @param groups G distinct names below the x axis
/// @param bars the series, with distinct names
/// @param style how values are drawn
public record BarFigure(
    String title, String xLabel, String yLabel, List<String> groups, List<Bars> bars, Style style)
    implements Figure {

  /// How values are drawn.
  public enum Style {
    /// Bars beside each other. The length of a bar is read as its value: the axis includes zero.
    GROUPED,
    /// Bars of a group on top of each other, negative ones downwards. The axis includes zero.
    STACKED,
    /// A point per value. Points are read by position, so the axis need not include zero: the
    /// choice for log-likelihoods of about -100 nats that differ by one.
    POINTS
  }

  /// One value per group.
  ///
  /// @param name the name in legend and table
  /// @param values `[G]` values, one for each group
  /// @param errors `[G]` half-widths of the error bars in the unit of the values, or null
  public record Bars(String name, double[] values, double[] errors) {

    public Bars {
      Checks.text(name, "name", "a series of bars");
      if (errors != null) {
        Checks.length(errors.length, values.length, "errors", "Series '" + name + "'");
        if (Arrays.stream(errors).anyMatch(error -> error < 0)) {
          throw new IllegalArgumentException(
              "Series '%s' has a negative error; give half-widths of at least 0.".formatted(name));
        }
      }
    }

    /// Values without errors.
    public Bars(String name, double[] values) {
      this(name, values, null);
    }

    /// The half-width of an error bar, 0 if there is none to draw.
    double error(int group) {
      return errors == null || !Double.isFinite(errors[group]) ? 0 : errors[group];
    }

    boolean hasValue(int group) {
      return Double.isFinite(values[group]);
    }
  }

  public BarFigure {
    Checks.text(title, "title", "a bar figure");
    String figure = "figure '" + title + "'";
    Checks.text(xLabel, "x label", figure);
    Checks.text(yLabel, "y label", figure);
    groups = List.copyOf(groups);
    bars = List.copyOf(bars);
    if (groups.isEmpty() || bars.isEmpty()) {
      throw new IllegalArgumentException(
          "The %s has no %s; give at least one."
              .formatted(figure, groups.isEmpty() ? "groups" : "series"));
    }
    Checks.distinct(groups, "group", figure);
    Checks.distinct(bars.stream().map(Bars::name).toList(), "series", figure);
    for (Bars one : bars) {
      Checks.length(
          one.values().length, groups.size(), "values", "Series '" + one.name() + "' of " + figure);
    }
  }

  /// One line per value: group, series, value, error.
  @Override
  public String csv() {
    Csv csv = new Csv().row("group", "series", yLabel, "error");
    for (int g = 0; g < groups.size(); g++) {
      for (Bars one : bars) {
        csv.row(
            groups.get(g),
            one.name(),
            one.values()[g],
            one.errors() == null ? null : one.errors()[g]);
      }
    }
    return csv.toString();
  }
}
