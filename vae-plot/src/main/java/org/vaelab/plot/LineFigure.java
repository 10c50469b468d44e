package org.vaelab.plot;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.files.Csv;

/// Curves with error bands over a common x axis, such as ELBO against seconds.
///
/// Long series are drawn with at most 500 points each (the extremes of each stretch are kept); the
/// table holds them all. So the figure can be rebuilt for every update of a live chart.
///
/// @param title printed above
/// @param xLabel label of the x axis with its unit, such as `time (seconds)`
/// @param yLabel label of the y axis with its unit, such as `ELBO (nats per image)`
/// @param series the curves, with distinct names
/// @param references horizontal lines, such as an exact log p(x)
/// @param logX whether the x axis is logarithmic; all finite x must then be positive
/// @param start where the y axis starts
public record LineFigure(
    String title,
    String xLabel,
    String yLabel,
    List<Series> series,
    List<Reference> references,
    boolean logX,
    YStart start)
    implements Figure {

  /// A horizontal reference line.
  ///
  /// @param name its name in legend and table
  /// @param y its height in the unit of the y axis
  public record Reference(String name, double y) {

    public Reference {
      Checks.text(name, "name", "a reference line");
      if (!Double.isFinite(y)) {
        throw new IllegalArgumentException(
            "Reference line '%s' is at %s; its height must be finite.".formatted(name, y));
      }
    }
  }

  /// Where the y axis starts. A note below the axis says how many points a cut leaves out.
  public sealed interface YStart {

    /// Below the lowest value.
    record Lowest() implements YStart {}

    /// At a given value.
    ///
    /// @param value in the unit of the y axis
    record At(double value) implements YStart {

      public At {
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException(
              "The y axis cannot start at %s; give a finite value.".formatted(value));
        }
      }
    }

    /// Above the initial transient, for curves that start far below where they end (an ELBO from
    /// -540 to -98). Each series of at least 8 points gets Tukey's lower fence, its lower quartile
    /// less 1.5 interquartile ranges (Tukey 1977, "Exploratory Data Analysis"), or its last value
    /// where that is lower; a shorter one keeps its lowest value. The axis starts at the lowest of
    /// these and of the reference lines, but only if that at least halves the range.
    record AfterTransient() implements YStart {}
  }

  public LineFigure {
    Checks.text(title, "title", "a line figure");
    String figure = "figure '" + title + "'";
    Checks.text(xLabel, "x label", figure);
    Checks.text(yLabel, "y label", figure);
    series = List.copyOf(series);
    references = List.copyOf(references);
    List<String> names = new ArrayList<>();
    series.forEach(one -> names.add(one.name()));
    references.forEach(one -> names.add(one.name()));
    Checks.distinct(names, "series", figure);
    if (logX) {
      for (Series one : series) {
        for (int i = 0; i < one.size(); i++) {
          if (one.hasPoint(i) && one.x()[i] <= 0) {
            throw new IllegalArgumentException(
                ("Series '%s' of %s has x = %s at index %d, which a logarithmic axis cannot show;"
                        + " use a linear axis or leave that point out.")
                    .formatted(one.name(), figure, one.x()[i], i));
          }
        }
      }
    }
  }

  /// Starts a figure without curves on linear axes.
  public static Builder builder(String title, String xLabel, String yLabel) {
    return new Builder(title, xLabel, yLabel);
  }

  /// One line per point and per reference line: series, x, y, lower, upper. A reference line has no
  /// x.
  @Override
  public String csv() {
    Csv csv = new Csv().row("series", xLabel, yLabel, "lower", "upper");
    for (Series one : series) {
      for (int i = 0; i < one.size(); i++) {
        csv.row(
            one.name(),
            one.x()[i],
            one.y()[i],
            one.lower() == null ? null : one.lower()[i],
            one.upper() == null ? null : one.upper()[i]);
      }
    }
    references.forEach(one -> csv.row(one.name(), null, one.y(), null, null));
    return csv.toString();
  }

  /// Collects the parts of a [LineFigure].
  public static final class Builder {

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Series> series = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();
    private boolean logX;
    private YStart start = new YStart.Lowest();

    private Builder(String title, String xLabel, String yLabel) {
      this.title = title;
      this.xLabel = xLabel;
      this.yLabel = yLabel;
    }

    /// Adds a curve.
    public Builder add(Series one) {
      series.add(one);
      return this;
    }

    /// Adds a horizontal reference line.
    public Builder reference(String name, double y) {
      references.add(new Reference(name, y));
      return this;
    }

    /// Makes the x axis logarithmic.
    public Builder logX() {
      logX = true;
      return this;
    }

    /// Starts the y axis at a value.
    public Builder yFrom(double value) {
      start = new YStart.At(value);
      return this;
    }

    /// Starts the y axis above the initial transient, see [YStart.AfterTransient].
    public Builder cutTransient() {
      start = new YStart.AfterTransient();
      return this;
    }

    /// The figure.
    public LineFigure build() {
      return new LineFigure(title, xLabel, yLabel, series, references, logX, start);
    }
  }
}
