package org.vaelab.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.Table;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;

/// Tables and figure of [Scaling].
///
/// @param growths times by dimension
/// @param peaks bytes by K
record ScalingReport(List<Scaling.Growth> growths, Map<Integer, Long> peaks) {
  private static final double MEBIBYTE = 1 << 20;

  String text() {
    return exponents().text() + "\n" + memory().text();
  }

  /// Writes the figure `scaling` and the tables `scaling-times.csv`, `scaling-exponents.csv` and
  /// `scaling-memory.csv`.
  void write(RunDirectory directory) {
    figure().save(directory.path(), "scaling");
    directory.writeText("scaling-times.csv", times().csv());
    directory.writeText("scaling-exponents.csv", exponents().csv());
    directory.writeText("scaling-memory.csv", memory().csv());
  }

  private Table exponents() {
    Table table = new Table("time against", "sizes", "seconds", "exponent", "standard error");
    for (Scaling.Growth growth : growths) {
      ExponentFit fit = growth.fit();
      table.row(
          growth.dimension().label(),
          "%.0f to %.0f".formatted(least(growth.sizes()), most(growth.sizes())),
          rounded("%.3g to %.3g", least(growth.seconds()), most(growth.seconds())),
          rounded("%.3f", fit.exponent()),
          rounded("%.3f", fit.standardError()));
    }
    return table;
  }

  private Table memory() {
    Table table = new Table("K", "peak resident memory (MiB)");
    peaks.forEach((samples, bytes) -> table.row(samples, rounded("%.1f", bytes / MEBIBYTE)));
    return table;
  }

  private Table times() {
    Table table = new Table("dimension", "size", "seconds");
    for (Scaling.Growth growth : growths) {
      for (int i = 0; i < growth.sizes().length; i++) {
        table.row(growth.dimension().label(), growth.sizes()[i], growth.seconds()[i]);
      }
    }
    return table;
  }

  /// Time per unit of size, so that linear growth is a level line.
  private LineFigure figure() {
    LineFigure.Builder figure =
        LineFigure.builder(
                "Time against size", "size / smallest size", "time per size / that of the smallest")
            .logX();
    growths.forEach(growth -> figure.add(relative(growth)));
    return figure.yFrom(0).build();
  }

  private static Series relative(Scaling.Growth growth) {
    double[] sizes = Arrays.stream(growth.sizes()).distinct().toArray();
    double[] costs = new double[sizes.length];
    double[] lower = new double[sizes.length];
    double[] upper = new double[sizes.length];
    double first = spread(growth, sizes[0]).median() / sizes[0];
    double[] ratios = new double[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      Spread spread = spread(growth, sizes[i]);
      double scale = 1 / (sizes[i] * first);
      ratios[i] = sizes[i] / sizes[0];
      costs[i] = spread.median() * scale;
      lower[i] = spread.lower() * scale;
      upper[i] = spread.upper() * scale;
    }
    return new Series(growth.dimension().label(), ratios, costs, lower, upper);
  }

  private static Spread spread(Scaling.Growth growth, double size) {
    double[] seconds = new double[growth.sizes().length];
    int count = 0;
    for (int i = 0; i < seconds.length; i++) {
      if (growth.sizes()[i] == size) {
        seconds[count++] = growth.seconds()[i];
      }
    }
    return Spread.of(Arrays.copyOf(seconds, count));
  }

  private static double least(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static double most(double[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }

  private static String rounded(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
