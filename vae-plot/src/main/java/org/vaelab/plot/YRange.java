package org.vaelab.plot;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// The y range of a [LineFigure].
///
/// @param low lower end, NaN if there is nothing to show
/// @param high upper end, NaN if there is nothing to show
/// @param note what a cut leaves out
record YRange(double low, double high, Optional<String> note) {

  private static final int FEWEST_FOR_FENCE = 8;

  static YRange of(LineFigure figure) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Series series : figure.series()) {
      for (int i = 0; i < series.size(); i++) {
        if (series.hasPoint(i)) {
          low = Math.min(low, series.hasBand(i) ? series.lower()[i] : series.y()[i]);
          low = Math.min(low, series.y()[i]);
          high = Math.max(high, series.hasBand(i) ? series.upper()[i] : series.y()[i]);
          high = Math.max(high, series.y()[i]);
        }
      }
    }
    for (LineFigure.Reference reference : figure.references()) {
      low = Math.min(low, reference.y());
      high = Math.max(high, reference.y());
    }
    double start =
        switch (figure.start()) {
          case LineFigure.YStart.Lowest _ -> low;
          case LineFigure.YStart.At at -> at.value();
          case LineFigure.YStart.AfterTransient _ -> afterTransient(figure, low, high);
        };
    return start < high
        ? new YRange(start, high, note(figure.series(), start))
        : new YRange(low, high, Optional.empty());
  }

  private static double afterTransient(LineFigure figure, double low, double high) {
    double start = Double.POSITIVE_INFINITY;
    for (Series series : figure.series()) {
      double[] values = points(series);
      if (values.length > 0) {
        start = Math.min(start, fence(values));
      }
    }
    for (LineFigure.Reference reference : figure.references()) {
      start = Math.min(start, reference.y());
    }
    return start > low && high - start <= (high - low) / 2 ? start : low;
  }

  private static double fence(double[] values) {
    double last = values[values.length - 1];
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    if (sorted.length < FEWEST_FOR_FENCE) {
      return sorted[0];
    }
    double lower = sorted[sorted.length / 4];
    double upper = sorted[sorted.length * 3 / 4];
    return Math.min(last, Math.max(sorted[0], lower - 1.5 * (upper - lower)));
  }

  private static double[] points(Series series) {
    return IntStream.range(0, series.size())
        .filter(series::hasPoint)
        .mapToDouble(i -> series.y()[i])
        .toArray();
  }

  private static Optional<String> note(List<Series> all, double start) {
    double[] hidden =
        all.stream()
            .flatMapToDouble(series -> Arrays.stream(points(series)))
            .filter(y -> y < start)
            .toArray();
    if (hidden.length == 0) {
      return Optional.empty();
    }
    String text =
        String.format(
            Locale.ROOT,
            "y axis cut at %.4g: %d %s below it not shown (lowest %.4g)",
            start,
            hidden.length,
            hidden.length == 1 ? "point" : "points",
            Arrays.stream(hidden).min().orElseThrow());
    return Optional.of(Scale.withMinus(text));
  }
}
