package org.vaelab.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.Table;
import org.vaelab.plot.BarFigure;

/// Tables, figures and JSON of a [Comparison].
///
/// @param machine where it was measured
/// @param engines how each engine computes
record ComparisonReport(String machine, Map<Engine, String> engines, List<CaseResult> results) {

  String text() {
    StringBuilder text = new StringBuilder(machine).append('\n');
    engines.forEach(
        (engine, description) -> text.append("%-9s %s%n".formatted(engine.label(), description)));
    return text.append('\n').append(times().text()).append('\n').append(ratios().text()).toString();
  }

  /// Writes the figures `times` and `speed-up` of the cases that libtorch does, too, and the tables
  /// `summary.md` and `rounds.csv`.
  void write(RunDirectory directory) {
    if (!inFigures().isEmpty()) {
      relativeTimes().save(directory.path(), "times");
      speedUp().save(directory.path(), "speed-up");
    }
    directory.writeText("rounds.csv", rounds().csv());
    StringBuilder summary = new StringBuilder("# Benchmark\n\n").append(machine).append("\n\n");
    engines.forEach(
        (engine, description) ->
            summary.append("- %s: %s%n".formatted(engine.label(), description)));
    summary.append(
        "\nMilliseconds per step, or per whole estimate or fit: median (quartiles).\n\n");
    summary.append(times().markdown());
    summary.append("\nOurs over theirs, round by round: median (quartiles).\n\n");
    summary.append(ratios().markdown());
    directory.writeText("summary.md", summary.toString());
  }

  /// The cases with their median times in milliseconds, the median of the rounds' ratios of our
  /// time to libtorch's (scikit-learn's for mixtures), and the interquartile range of these ratios.
  ObjectNode json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("machine", machine);
    ArrayNode cases = json.putArray("cases");
    for (CaseResult result : results) {
      ObjectNode one = cases.addObject();
      one.put("case", result.label());
      for (Engine engine : result.milliseconds().keySet()) {
        one.put(engine.label() + "_ms", result.time(engine).median());
      }
      Spread ratio = result.ratio(result.peer());
      one.put("ratio_to_" + result.peer().label(), ratio.median());
      one.put("spread", ratio.width());
    }
    return json;
  }

  private Table<CaseResult> times() {
    return table("case (ms)", List.of(Engine.values()), CaseResult::time);
  }

  private Table<CaseResult> ratios() {
    List<Engine> others = new ArrayList<>(List.of(Engine.values()));
    others.remove(Engine.OURS);
    return table("ours over", others, CaseResult::ratio);
  }

  /// A column for each of the engines that did a case.
  private Table<CaseResult> table(
      String title, List<Engine> engines, BiFunction<CaseResult, Engine, Spread> value) {
    Table<CaseResult> table = Table.of(results).shown(title, CaseResult::label);
    for (Engine engine : engines) {
      if (results.stream().anyMatch(result -> result.has(engine))) {
        table =
            table.shown(
                engine.label(),
                result -> result.has(engine) ? text(value.apply(result, engine)) : "-");
      }
    }
    return table;
  }

  private record Round(String label, Engine engine, int round, double milliseconds) {}

  private Table<Round> rounds() {
    List<Round> rounds = new ArrayList<>();
    for (CaseResult result : results) {
      result
          .milliseconds()
          .forEach(
              (engine, times) -> {
                for (int round = 0; round < times.length; round++) {
                  rounds.add(new Round(result.label(), engine, round + 1, times[round]));
                }
              });
    }
    return Table.of(rounds)
        .csv("case", Round::label)
        .csv("engine", round -> round.engine().label())
        .csv("round", Round::round)
        .csv("milliseconds", Round::milliseconds);
  }

  private BarFigure relativeTimes() {
    return new BarFigure(
        "Time of one step or estimate (error bars: half the interquartile range)",
        "case",
        "time / median time of libtorch",
        labels(),
        List.of(relative(Engine.OURS), relative(Engine.LIBTORCH), relative(Engine.GEMM)),
        BarFigure.Style.GROUPED);
  }

  private BarFigure.Bars relative(Engine engine) {
    ToDoubleFunction<CaseResult> unit = result -> result.time(Engine.LIBTORCH).median();
    return new BarFigure.Bars(
        engine.label(),
        values(result -> result.time(engine).median() / unit.applyAsDouble(result)),
        values(result -> result.time(engine).width() / 2 / unit.applyAsDouble(result)));
  }

  private BarFigure speedUp() {
    return new BarFigure(
        "Speed-up over plain SameDiff",
        "case",
        "SameDiff's time / time",
        labels(),
        List.of(speedUp(Engine.OURS), speedUp(Engine.LIBTORCH)),
        BarFigure.Style.GROUPED);
  }

  private BarFigure.Bars speedUp(Engine engine) {
    return new BarFigure.Bars(
        engine.label(),
        values(result -> result.time(Engine.SAMEDIFF).median() / result.time(engine).median()));
  }

  /// The cases that libtorch and SameDiff do, too.
  private List<CaseResult> inFigures() {
    return results.stream().filter(result -> result.peer() == Engine.LIBTORCH).toList();
  }

  private List<String> labels() {
    return inFigures().stream().map(CaseResult::label).toList();
  }

  private double[] values(ToDoubleFunction<CaseResult> value) {
    return inFigures().stream().mapToDouble(value).toArray();
  }

  private static String text(Spread spread) {
    double[] values = {spread.median(), spread.lower(), spread.upper()};
    int decimals = Arrays.stream(values).allMatch(value -> value >= 100) ? 0 : 3;
    return String.format(
        Locale.ROOT,
        "%%.%1$df (%%.%1$df-%%.%1$df)".formatted(decimals),
        values[0],
        values[1],
        values[2]);
  }
}
