package org.vaelab.spark.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.vaelab.data.Datasets;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Preset;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;

/// A grid of runs of one experiment, all of which can be: whatever is unknown or out of range is
/// refused before the first of them starts.
///
/// @param experiment that all cells run
/// @param axes names of the settings that the grid varies
/// @param cells seed by seed, within a point of the grid; the last setting of the grid varies
///     fastest
public record Sweep(Experiment<?, ?> experiment, List<String> axes, List<Cell> cells) {
  private static final String SEED = "seed";
  private static final String DATA = "data";
  private static final int MOST_CELLS = 10_000;

  /// @param name of the file, for messages
  /// @throws ExperimentException naming what is unknown or cannot be
  public static Sweep of(SweepFile file, Path name) {
    Experiment<?, ?> experiment =
        Experiment.all().stream()
            .filter(each -> each.name().equals(file.experiment()))
            .findFirst()
            .orElseThrow(
                () ->
                    SweepFile.refused(
                        name,
                        "there is no experiment \"%s\", but %s"
                            .formatted(
                                file.experiment(),
                                Experiment.all().stream()
                                    .map(Experiment::name)
                                    .sorted()
                                    .collect(Collectors.joining(", ")))));
    SettingsForm<? extends Settings> form = SettingsForm.of(experiment.settings());
    Map<String, SettingSpec> known = new HashMap<>();
    form.settings().forEach(setting -> known.put(setting.option(), setting));
    requireKnown(file, experiment, known, name);
    List<String> axes = List.copyOf(file.grid().keySet());
    List<Cell> cells = new ArrayList<>();
    Map<Settings, Cell> distinct = new HashMap<>();
    for (List<String> point : points(file, name)) {
      for (String seed : file.seeds()) {
        Map<String, String> given = new LinkedHashMap<>(file.settings());
        for (int i = 0; i < axes.size(); i++) {
          given.put(axes.get(i), point.get(i));
        }
        given.put(SEED, seed);
        Cell cell =
            new Cell(cells.size() + 1, point, seed, settings(form, file.preset(), given, name));
        Cell twin = distinct.putIfAbsent(cell.settings(), cell);
        if (twin != null) {
          throw SweepFile.refused(
              name, "%s is the same run as %s".formatted(cell.label(axes), twin.label(axes)));
        }
        cells.add(cell);
      }
    }
    return new Sweep(experiment, axes, cells);
  }

  private static void requireKnown(
      SweepFile file, Experiment<?, ?> experiment, Map<String, SettingSpec> known, Path name) {
    TreeSet<String> named = new TreeSet<>(file.settings().keySet());
    for (String axis : file.grid().keySet()) {
      if (!named.add(axis)) {
        throw SweepFile.refused(name, "\"%s\" is in settings and in grid".formatted(axis));
      }
    }
    if (named.contains(SEED) || !known.containsKey(SEED)) {
      throw SweepFile.refused(name, "seeds are given as \"seeds\": [1, 2, 3] and nowhere else");
    }
    for (String setting : named) {
      if (!known.containsKey(setting)) {
        throw SweepFile.refused(
            name,
            "%s has no setting \"%s\"; ./vaelab run %s --help lists them"
                .formatted(experiment.name(), setting, experiment.name()));
      }
    }
  }

  private static List<List<String>> points(SweepFile file, Path name) {
    long count = file.seeds().size();
    for (List<String> values : file.grid().values()) {
      count = Math.min(MOST_CELLS + 1L, count * values.size());
    }
    if (count > MOST_CELLS) {
      throw SweepFile.refused(
          name, "it has more than %,d cells; make several of it".formatted(MOST_CELLS));
    }
    List<List<String>> points = List.of(List.of());
    for (List<String> values : file.grid().values()) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> point : points) {
        for (String value : values) {
          List<String> extended = new ArrayList<>(point);
          extended.add(value);
          longer.add(List.copyOf(extended));
        }
      }
      points = longer;
    }
    return points;
  }

  private static Settings settings(
      SettingsForm<? extends Settings> form, String preset, Map<String, String> given, Path name) {
    try {
      Preset chosen = SettingSpec.constant(Preset.class, preset);
      return form.make(
          setting -> {
            String text = given.get(setting.option());
            return text == null ? setting.preset(chosen) : parsed(setting, text);
          });
    } catch (ExperimentException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw SweepFile.refused(name, e.getMessage());
    }
  }

  private static Object parsed(SettingSpec setting, String text) {
    if (setting.isSwitch() && !text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(
          "%s is true or false, not '%s'".formatted(setting.option(), text));
    }
    try {
      return setting.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(setting.option() + ": " + e.getMessage(), e);
    }
  }

  /// Opens each data set that is named, so that a wrong name is found before anything runs.
  ///
  /// @throws org.vaelab.data.DataException if one is not there
  public void requireData(Optional<Path> dataDirectory) {
    SettingsForm<? extends Settings> form = SettingsForm.of(experiment.settings());
    form.settings().stream()
        .filter(setting -> setting.option().equals(DATA))
        .findFirst()
        .ifPresent(
            setting ->
                cells.stream()
                    .map(cell -> SettingSpec.text(form.values(cell.settings()).get(setting)))
                    .distinct()
                    .forEach(data -> Datasets.open(data, dataDirectory)));
  }

  /// A sentence for each setting of the file that changes nothing in some cell.
  public List<String> notes(SweepFile file) {
    Map<String, String> notes = new LinkedHashMap<>();
    for (Cell cell : cells) {
      cell.settings()
          .withoutEffect()
          .forEach(
              (option, because) -> {
                if (file.settings().containsKey(option) || axes.contains(option)) {
                  notes.putIfAbsent(
                      option,
                      "%s has no effect in %s with %s."
                          .formatted(option, cell.label(axes), because));
                }
              });
    }
    return List.copyOf(notes.values());
  }
}
