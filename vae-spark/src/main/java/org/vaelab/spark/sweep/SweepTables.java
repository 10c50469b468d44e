package org.vaelab.spark.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Table;
import org.vaelab.statistics.Estimate;

/// What the cells of a sweep measured. Seconds are left out: cells share processors, so that their
/// times say nothing.
///
/// @param axes names of the settings that the grid varies
/// @param results in the order of the cells
public record SweepTables(List<String> axes, List<CellResult> results) {
  private static final String SECONDS = "seconds";

  /// @param value a mean over data points, if there are any
  public record CellResult(Cell cell, Measured measured, OptionalDouble value) {
    /// The standard error of a mean over data points.
    OptionalDouble error() {
      return value.isPresent() && measured.values().length > 1
          ? OptionalDouble.of(Estimate.of(measured.values()).standardError())
          : OptionalDouble.empty();
    }

    /// What it is a result of: seeds of equal keys are comparable.
    List<String> key() {
      List<String> key = new ArrayList<>(cell.values());
      key.addAll(List.of(measured.what(), measured.quantity(), measured.unit()));
      return key;
    }
  }

  /// @param measured by cell, of those that are done
  static SweepTables of(List<String> axes, Map<Cell, List<Measured>> measured) {
    List<CellResult> results = new ArrayList<>();
    measured.forEach(
        (cell, all) -> {
          for (Measured one : all) {
            if (!one.unit().equals(SECONDS)) {
              results.add(
                  new CellResult(
                      cell,
                      one,
                      one.allFinite()
                          ? OptionalDouble.of(Estimate.of(one.values()).mean())
                          : OptionalDouble.empty()));
            }
          }
        });
    return new SweepTables(axes, results);
  }

  /// One row for each cell and result.
  Table<CellResult> cells() {
    Table<CellResult> table = Table.of(results).csv("cell", result -> result.cell().name());
    for (int i = 0; i < axes.size(); i++) {
      int axis = i;
      table = table.csv(axes.get(i), result -> result.cell().values().get(axis));
    }
    return table
        .csv("seed", result -> result.cell().seed())
        .csv("of", result -> result.measured().what())
        .csv("quantity", result -> result.measured().quantity())
        .csv("unit", result -> result.measured().unit())
        .csv("points", result -> result.measured().points().length)
        .csv("value", CellResult::value)
        .csv("se_points", CellResult::error);
  }

  /// One row for each point of the grid and result, with the spread over seeds.
  public Table<List<CellResult>> bySeeds() {
    Map<List<String>, List<CellResult>> groups = new LinkedHashMap<>();
    for (CellResult result : results) {
      groups.computeIfAbsent(result.key(), _ -> new ArrayList<>()).add(result);
    }
    Table<List<CellResult>> table = Table.of(List.copyOf(groups.values()));
    for (int i = 0; i < axes.size(); i++) {
      int axis = i;
      table = table.column(axes.get(i), group -> group.getFirst().cell().values().get(axis));
    }
    return table
        .column("of", group -> group.getFirst().measured().what())
        .column("quantity", group -> group.getFirst().measured().quantity())
        .column("unit", group -> group.getFirst().measured().unit())
        .column("seeds", List::size)
        .csv("not_finite", group -> group.size() - values(group).length)
        .number("mean", "mean", "", "%.3f", group -> overSeeds(group, 1, Estimate::mean))
        .number(
            "sd_seeds",
            "spread over seeds",
            "",
            "%.3f",
            group -> overSeeds(group, 2, Estimate::standardDeviation))
        .number("se_points", "error over points", "", "%.3f", SweepTables::errorOverPoints);
  }

  private static double[] values(List<CellResult> group) {
    return group.stream().flatMapToDouble(result -> result.value().stream()).toArray();
  }

  /// Of the values of all seeds; none where one is not finite, as the others would hide that.
  private static OptionalDouble overSeeds(
      List<CellResult> group, int least, ToDoubleFunction<Estimate> summary) {
    double[] values = values(group);
    return values.length < Math.max(least, group.size())
        ? OptionalDouble.empty()
        : OptionalDouble.of(summary.applyAsDouble(Estimate.of(values)));
  }

  /// The root mean square of the standard errors of single seeds.
  private static OptionalDouble errorOverPoints(List<CellResult> group) {
    double[] errors = group.stream().flatMapToDouble(result -> result.error().stream()).toArray();
    return errors.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            Math.sqrt(DoubleStream.of(errors).map(e -> e * e).sum() / errors.length));
  }
}
