package org.vaelab.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vaelab.statistics.Estimate;

/// Runs of one experiment side by side: settings that differ, and the main results.
public final class RunComparison {
  /// A run.
  ///
  /// @param results by what was measured
  private record Run(Path path, Map<SettingSpec, Object> settings, Map<String, Measured> results) {}

  private final List<Run> runs = new ArrayList<>();

  /// @throws ExperimentException if one is no finished run, or of another experiment than the first
  public RunComparison(Path first, List<Path> others) {
    Class<?> type = RunFiles.experiment(RunDirectory.open(first)).settings();
    add(first, type);
    others.forEach(path -> add(path, type));
  }

  private void add(Path path, Class<?> type) {
    RunDirectory directory = RunDirectory.open(path);
    Object settings = RunFiles.settings(directory, type);
    Map<String, Measured> results = new LinkedHashMap<>();
    for (Measured one : RunFiles.of(directory).measured()) {
      results.put(one.what() + ": " + one.quantity(), one);
    }
    runs.add(new Run(path, SettingsForm.of(type).values(settings), results));
  }

  /// For a terminal.
  public String text() {
    StringBuilder text = new StringBuilder();
    for (int run = 0; run < runs.size(); run++) {
      text.append(label(run)).append("  ").append(runs.get(run).path()).append('\n');
    }
    Table<SettingSpec> settings = settings();
    text.append(
        settings.rows().isEmpty()
            ? "\nAll settings are the same.\n"
            : "\nSettings that differ:\n\n" + settings.text());
    text.append("\nResults, ± one standard error over the points:\n\n").append(results().text());
    text.append(
        "\npaired: on the same points and bits, so the error is that of the differences by point. unpaired: on other points or bits, so it is that of two separate means.\n");
    return text.toString();
  }

  private static String label(int run) {
    return run < 26 ? String.valueOf((char) ('A' + run)) : "#" + (run + 1);
  }

  private Table<SettingSpec> settings() {
    Table<SettingSpec> table =
        Table.of(
                runs.getFirst().settings().keySet().stream()
                    .filter(s -> runs.stream().map(r -> r.settings().get(s)).distinct().count() > 1)
                    .toList())
            .shown("setting", SettingSpec::option);
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      table = table.shown(label(i), s -> SettingSpec.text(run.settings().get(s)));
    }
    return table;
  }

  private Table<String> results() {
    List<String> names =
        runs.stream().flatMap(run -> run.results().keySet().stream()).distinct().toList();
    Table<String> table = Table.of(names).shown("result", name -> name);
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      table = table.shown(label(i), name -> text(run.results().get(name)));
    }
    Run first = runs.getFirst();
    for (int i = 1; i < runs.size(); i++) {
      Run run = runs.get(i);
      table =
          table.shown(
              "%s − %s".formatted(label(i), label(0)),
              name -> difference(run.results().get(name), first.results().get(name)));
    }
    return table;
  }

  private static String text(Measured measured) {
    if (measured == null) {
      return "";
    }
    if (!measured.allFinite()) {
      return "not finite";
    }
    return measured.points().length == 0
        ? number(measured.values()[0]) + " " + measured.unit()
        : Estimate.of(measured.values()) + " " + measured.unit();
  }

  private static String difference(Measured minuend, Measured subtrahend) {
    if (minuend == null || subtrahend == null || !minuend.allFinite() || !subtrahend.allFinite()) {
      return "";
    }
    if (minuend.points().length == 0 && subtrahend.points().length == 0) {
      return number(minuend.values()[0] - subtrahend.values()[0]);
    }
    if (minuend.bits().equals(subtrahend.bits())
        && Arrays.equals(minuend.points(), subtrahend.points())) {
      return text(Estimate.ofDifference(minuend.values(), subtrahend.values())) + ", paired";
    }
    Estimate one = Estimate.of(minuend.values());
    Estimate other = Estimate.of(subtrahend.values());
    double error = Math.hypot(one.standardError(), other.standardError());
    int count = Math.min(one.count(), other.count());
    return text(new Estimate(one.mean() - other.mean(), error, count)) + ", unpaired";
  }

  private static String text(Estimate estimate) {
    return estimate.count() < 2
        ? number(estimate.mean())
        : String.format(Locale.ROOT, "%.3f ± %.3f", estimate.mean(), estimate.standardError());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.4f", value);
  }
}
