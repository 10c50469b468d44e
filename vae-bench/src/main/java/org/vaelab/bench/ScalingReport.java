package org.vaelab.bench;

import java.util.ArrayList;
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

  private Table<Scaling.Growth> exponents() {
    return Table.of(growths)
        .column("time against", growth -> growth.dimension().label())
        .column("sizes", g -> rounded("%.0f to %.0f", least(g.sizes()), most(g.sizes())))
        .column("seconds", g -> rounded("%.3g to %.3g", least(g.seconds()), most(g.seconds())))
        .column("exponent", growth -> rounded("%.3f", growth.fit().exponent()))
        .column("standard error", growth -> rounded("%.3f", growth.fit().standardError()));
  }

  private Table<Map.Entry<Integer, Long>> memory() {
    return Table.of(List.copyOf(peaks.entrySet()))
        .column("K", Map.Entry::getKey)
        .column("peak resident memory (MiB)", e -> rounded("%.1f", e.getValue() / MEBIBYTE));
  }

  private record Time(Scaling.Dimension dimension, double size, double seconds) {}

  private Table<Time> times() {
    List<Time> times = new ArrayList<>();
    for (Scaling.Growth growth : growths) {
      for (int i = 0; i < growth.sizes().length; i++) {
        times.add(new Time(growth.dimension(), growth.sizes()[i], growth.seconds()[i]));
      }
    }
    return Table.of(times)
        .csv("dimension", time -> time.dimension().label())
        .csv("size", Time::size)
        .csv("seconds", Time::seconds);
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
