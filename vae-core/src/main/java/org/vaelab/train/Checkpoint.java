package org.vaelab.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.optimisation.Adam;

/// Saves and restores a training run in one file: θ, λ, the table of φᵢ, the optimiser's moments,
/// the counters that key all random numbers, the history, and the run's configuration.
public final class Checkpoint {
  private static final String CONFIGURATION = "configuration";
  private static final String PARAMETER = "parameter/";
  private static final String FIRST_MOMENT = "first moment/";
  private static final String SECOND_MOMENT = "second moment/";
  private static final String BEST = "best/";
  private static final String NOTE = "note/";
  private static final String PHI = "phi";
  private static final int HISTORY_COLUMNS = 7;

  private Checkpoint() {}

  /// @param configuration what the run was started with; [#restore] insists on the same
  /// @throws CheckpointException if the file cannot be written; the old file is untouched then
  public static void save(Path file, TrainingState state, String configuration) {
    CheckpointFile content = new CheckpointFile();
    content.texts().put(CONFIGURATION, configuration);
    state.notes().forEach((name, note) -> content.texts().put(NOTE + name, note));
    putAll(content, PARAMETER, state.parameters().values());
    putAll(content, FIRST_MOMENT, state.optimiser().firstMoments().values());
    putAll(content, SECOND_MOMENT, state.optimiser().secondMoments().values());
    state.phiTable().ifPresent(table -> content.floats().put(PHI, table));
    TrainingState.Counters c = state.counters();
    content
        .doubles()
        .put(
            "counters",
            new double[] {
              c.epoch(),
              c.batch(),
              c.step(),
              c.gradientEvaluations(),
              c.seconds(),
              c.elboSum(),
              c.elboCount(),
              state.optimiser().steps(),
              state.stopped() ? 1 : 0
            });
    content.doubles().put("history", history(state.history()));
    state
        .best()
        .ifPresent(
            best -> {
              content.doubles().put("best", new double[] {best.epoch(), best.validationElbo()});
              putAll(content, BEST, best.parameters());
            });
    content.write(file);
  }

  /// The state as it was saved.
  ///
  /// @param specs the parameters that the model and its inference need
  /// @param configuration what this run was started with
  /// @throws CheckpointException if the file is missing, damaged, of another configuration, or of a
  ///     model with other parameters
  public static TrainingState restore(
      Path file, List<ParameterSpec> specs, Adam adam, String configuration) {
    CheckpointFile content = read(file, configuration);
    return state(file, content, specs, adam);
  }

  private static CheckpointFile read(Path file, String configuration) {
    CheckpointFile content = CheckpointFile.read(file);
    String saved = content.texts().get(CONFIGURATION);
    if (!configuration.equals(saved)) {
      throw new CheckpointException(
          "The checkpoint %s was saved by a run with another configuration (%s); use the same settings and data, or another output directory."
              .formatted(file, difference(saved, configuration)));
    }
    return content;
  }

  /// The first line in which two configurations differ.
  private static String difference(String saved, String here) {
    if (saved == null) {
      return "it names none";
    }
    List<String> was = saved.lines().toList();
    List<String> is = here.lines().toList();
    for (int i = 0; i < Math.min(was.size(), is.size()); i++) {
      if (!was.get(i).equals(is.get(i))) {
        return "it has %s, here is %s".formatted(was.get(i).strip(), is.get(i).strip());
      }
    }
    return "it has %d lines, here are %d".formatted(was.size(), is.size());
  }

  /// θ and λ alone, for evaluation.
  ///
  /// @throws CheckpointException if the file is missing, damaged, of another configuration, or of a
  ///     model with other parameters
  public static Parameters parameters(Path file, List<ParameterSpec> specs, String configuration) {
    return parameters(file, read(file, configuration), PARAMETER, specs);
  }

  private static TrainingState state(
      Path file, CheckpointFile content, List<ParameterSpec> specs, Adam adam) {
    Parameters parameters = parameters(file, content, PARAMETER, specs);
    Adam.State optimiser = adam.start(parameters);
    optimiser.firstMoments().assign(values(content, FIRST_MOMENT));
    optimiser.secondMoments().assign(values(content, SECOND_MOMENT));
    TrainingState state =
        new TrainingState(parameters, optimiser, Optional.ofNullable(content.floats().get(PHI)));
    double[] c = numbers(file, content, "counters");
    state.counters =
        new TrainingState.Counters(
            (int) c[0], (int) c[1], (long) c[2], (long) c[3], c[4], c[5], (long) c[6]);
    optimiser.resumeAt((int) c[7]);
    state.stopped = c[8] == 1;
    state.history().addAll(history(numbers(file, content, "history")));
    content
        .texts()
        .forEach(
            (name, note) -> {
              if (name.startsWith(NOTE)) {
                state.notes().put(name.substring(NOTE.length()), note);
              }
            });
    double[] best = content.doubles().get("best");
    if (best != null) {
      state.best =
          Optional.of(new TrainingState.Best((int) best[0], best[1], values(content, BEST)));
    }
    return state;
  }

  private static Parameters parameters(
      Path file, CheckpointFile content, String prefix, List<ParameterSpec> specs) {
    try {
      return Parameters.of(specs, values(content, prefix));
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(
          "The checkpoint %s holds another model: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static double[] numbers(Path file, CheckpointFile content, String name) {
    double[] values = content.doubles().get(name);
    if (values == null) {
      throw new CheckpointException(
          "The checkpoint %s has no %s; it was not written by a training run."
              .formatted(file, name));
    }
    return values;
  }

  private static void putAll(CheckpointFile content, String prefix, Map<String, float[]> values) {
    values.forEach((name, value) -> content.floats().put(prefix + name, value));
  }

  private static Map<String, float[]> values(CheckpointFile content, String prefix) {
    Map<String, float[]> values = new LinkedHashMap<>();
    content
        .floats()
        .forEach(
            (name, value) -> {
              if (name.startsWith(prefix)) {
                values.put(name.substring(prefix.length()), value);
              }
            });
    return values;
  }

  private static double[] history(List<EpochMetrics> history) {
    double[] rows = new double[history.size() * HISTORY_COLUMNS];
    int i = 0;
    for (EpochMetrics m : history) {
      rows[i++] = m.epoch();
      rows[i++] = m.steps();
      rows[i++] = m.gradientEvaluations();
      rows[i++] = m.seconds();
      rows[i++] = m.trainElbo();
      rows[i++] = m.testElbo().orElse(Double.NaN);
      rows[i++] = m.validationElbo().orElse(Double.NaN);
    }
    return rows;
  }

  private static List<EpochMetrics> history(double[] rows) {
    List<EpochMetrics> history = new ArrayList<>();
    for (int i = 0; i < rows.length; i += HISTORY_COLUMNS) {
      history.add(
          new EpochMetrics(
              (int) rows[i],
              (long) rows[i + 1],
              (long) rows[i + 2],
              rows[i + 3],
              rows[i + 4],
              optional(rows[i + 5]),
              optional(rows[i + 6])));
    }
    return history;
  }

  private static OptionalDouble optional(double value) {
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
