package org.vaelab.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.PhiTable;
import org.vaelab.optimisation.Adam;

/// Saves and restores a training run in one file: θ, λ, the table of φᵢ, the optimisers' moments,
/// the counters that key all random numbers, the history, and the run's configuration.
public final class Checkpoint {
  private static final String CONFIGURATION = "configuration";
  private static final String PARAMETER = "parameter/";
  private static final String FIRST_MOMENT = "first moment/";
  private static final String SECOND_MOMENT = "second moment/";
  private static final String AVERAGE = "average/";
  private static final String BEST = "best/";
  private static final String NOTE = "note/";
  private static final String COUNTS = "counters";
  private static final String HISTORY = "history";
  private static final String BEST_EPOCH = "best";
  private static final String PHI = "phi";
  private static final String PHI_FIRST_MOMENT = "phi/first moment";
  private static final String PHI_SECOND_MOMENT = "phi/second moment";
  private static final String PHI_STEPS = "phi/steps";
  private static final int HISTORY_COLUMNS = 7;
  private static final int COUNTERS = 8;
  private static final int SECONDS = 4;
  private static final int ELBO_SUM = 5;

  /// Of a whole number that a double holds.
  private static final long MOST = 1L << 53;

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
    state.average().ifPresent(average -> putAll(content, AVERAGE, average.values()));
    state.phi().ifPresent(table -> putTable(content, table));
    TrainingState.Counters c = state.counters();
    content
        .doubles()
        .put(
            COUNTS,
            new double[] {
              c.epoch(),
              c.batch(),
              c.step(),
              c.gradientEvaluations(),
              c.seconds(),
              c.elboSum(),
              c.elboCount(),
              state.optimiser().steps()
            });
    content.doubles().put(HISTORY, history(state.history()));
    state
        .best()
        .ifPresent(
            best -> {
              content.doubles().put(BEST_EPOCH, new double[] {best.epoch(), best.validationElbo()});
              putAll(content, BEST, best.parameters());
            });
    content.write(file);
  }

  private static void putTable(CheckpointFile content, PhiTable table) {
    content.floats().put(PHI, table.rows());
    table
        .kept()
        .ifPresent(
            moments -> {
              content.floats().put(PHI_FIRST_MOMENT, moments.first());
              content.floats().put(PHI_SECOND_MOMENT, moments.second());
              content
                  .doubles()
                  .put(PHI_STEPS, Arrays.stream(moments.steps()).asDoubleStream().toArray());
            });
  }

  /// The state as it was saved.
  ///
  /// @param trainer whose state it is
  /// @param configuration what this run was started with
  /// @throws CheckpointException if the file is missing, damaged, of another configuration, or of a
  ///     model with other parameters
  public static TrainingState restore(Path file, Trainer trainer, String configuration) {
    return state(file, read(file, configuration), trainer);
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
    return Parameters.of(specs, values(file, read(file, configuration), PARAMETER, specs));
  }

  private static TrainingState state(Path file, CheckpointFile content, Trainer trainer) {
    requireKnown(file, content);
    List<ParameterSpec> specs = trainer.parameters();
    double[] c = numbers(file, content, COUNTS);
    TrainingState.Counters counters = counters(file, c);
    List<EpochMetrics> history = history(file, numbers(file, content, HISTORY), counters);
    Optional<TrainingState.Best> best = best(file, content, specs, counters);
    Map<String, float[]> firstMoments = values(file, content, FIRST_MOMENT, specs);
    Map<String, float[]> secondMoments = values(file, content, SECOND_MOMENT, specs);
    Map<String, float[]> parameters = values(file, content, PARAMETER, specs);
    Optional<Map<String, float[]>> averages =
        content.floats().keySet().stream().anyMatch(name -> name.startsWith(AVERAGE))
            ? Optional.of(values(file, content, AVERAGE, specs))
            : Optional.empty();
    Map<String, String> notes = new TreeMap<>();
    content
        .texts()
        .forEach(
            (name, note) -> {
              if (name.startsWith(NOTE)) {
                notes.put(name.substring(NOTE.length()), note);
              }
            });
    Optional<PhiTable> table = table(file, content, trainer);
    return new TrainingState(
        Parameters.of(specs, parameters),
        new Adam.State(
            Parameters.of(specs, firstMoments), Parameters.of(specs, secondMoments), (int) c[7]),
        averages.map(values -> Parameters.of(specs, values)),
        table,
        counters,
        history,
        best,
        notes);
  }

  private static Optional<PhiTable> table(Path file, CheckpointFile content, Trainer trainer) {
    float[] phi = content.floats().get(PHI);
    Optional<PhiTable.Kept> moments = moments(file, content);
    require(phi != null || moments.isEmpty(), file, PHI_STEPS);
    if (phi == null) {
      return Optional.empty();
    }
    requireFinite(phi, file, PHI);
    Optional<PhiTable> table = trainer.table(phi, moments);
    require(table.isPresent(), file, PHI);
    return table;
  }

  private static Optional<PhiTable.Kept> moments(Path file, CheckpointFile content) {
    float[] first = content.floats().get(PHI_FIRST_MOMENT);
    float[] second = content.floats().get(PHI_SECOND_MOMENT);
    double[] counts = content.doubles().get(PHI_STEPS);
    if (first == null && second == null && counts == null) {
      return Optional.empty();
    }
    require(first != null && second != null && counts != null, file, PHI_STEPS);
    requireFinite(first, file, PHI_FIRST_MOMENT);
    requireFinite(second, file, PHI_SECOND_MOMENT);
    for (float square : second) {
      require(square >= 0, file, PHI_SECOND_MOMENT);
    }
    int[] steps = new int[counts.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (int) counts[i];
      require(steps[i] == counts[i] && steps[i] >= 0, file, PHI_STEPS);
    }
    return Optional.of(new PhiTable.Kept(first, second, steps));
  }

  /// What has no meaning here may be what is missing elsewhere.
  private static void requireKnown(Path file, CheckpointFile content) {
    boolean judged = content.doubles().containsKey(BEST_EPOCH);
    List<String> prefixes =
        judged
            ? List.of(PARAMETER, FIRST_MOMENT, SECOND_MOMENT, AVERAGE, BEST)
            : List.of(PARAMETER, FIRST_MOMENT, SECOND_MOMENT, AVERAGE);
    for (String name : content.texts().keySet()) {
      require(name.equals(CONFIGURATION) || name.startsWith(NOTE), file, name);
    }
    for (String name : content.floats().keySet()) {
      boolean ofPhi = List.of(PHI, PHI_FIRST_MOMENT, PHI_SECOND_MOMENT).contains(name);
      require(ofPhi || prefixes.stream().anyMatch(name::startsWith), file, name);
    }
    for (String name : content.doubles().keySet()) {
      require(List.of(COUNTS, HISTORY, BEST_EPOCH, PHI_STEPS).contains(name), file, name);
    }
  }

  private static TrainingState.Counters counters(Path file, double[] c) {
    require(c.length == COUNTERS, file, COUNTS);
    for (int i = 0; i < COUNTERS; i++) {
      boolean measured = i == SECONDS || i == ELBO_SUM;
      require(Math.abs(c[i]) <= (measured ? Double.MAX_VALUE : MOST), file, COUNTS);
      require(measured || c[i] == Math.rint(c[i]), file, COUNTS);
      require(i == ELBO_SUM || c[i] >= 0, file, COUNTS);
    }
    TrainingState.Counters counters =
        new TrainingState.Counters(
            (int) c[0], (int) c[1], (long) c[2], (long) c[3], c[SECONDS], c[ELBO_SUM], (long) c[6]);
    require(c[0] == counters.epoch() && c[1] == counters.batch(), file, COUNTS);
    require(c[7] == c[2] && c[7] == (int) c[7], file, COUNTS);
    return counters;
  }

  private static Optional<TrainingState.Best> best(
      Path file,
      CheckpointFile content,
      List<ParameterSpec> specs,
      TrainingState.Counters counters) {
    double[] best = content.doubles().get(BEST_EPOCH);
    if (best == null) {
      return Optional.empty();
    }
    require(best.length == 2 && Double.isFinite(best[1]), file, BEST_EPOCH);
    int epoch = (int) best[0];
    require(best[0] == epoch && epoch >= 1 && epoch <= counters.epoch(), file, BEST_EPOCH);
    return Optional.of(new TrainingState.Best(epoch, best[1], values(file, content, BEST, specs)));
  }

  private static void requireFinite(float[] values, Path file, String name) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new CheckpointException(
            "The checkpoint %s has %s among '%s': the training diverged, or the file is damaged; start the run anew, with a smaller learning rate."
                .formatted(file, value, name));
      }
    }
  }

  /// What the file says must be a state that a training run can be in.
  private static void require(boolean right, Path file, String name) {
    if (!right) {
      throw new CheckpointException(
          "The checkpoint %s is damaged: its '%s' cannot be of a training run; restore it from a copy or start the run anew."
              .formatted(file, name));
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

  /// The arrays of all parameters, finite numbers.
  private static Map<String, float[]> values(
      Path file, CheckpointFile content, String prefix, List<ParameterSpec> specs) {
    Map<String, float[]> values = new LinkedHashMap<>();
    content
        .floats()
        .forEach(
            (name, value) -> {
              if (name.startsWith(prefix)) {
                values.put(name.substring(prefix.length()), value);
              }
            });
    for (ParameterSpec spec : specs) {
      float[] value = values.get(spec.name());
      if (value == null || value.length != spec.size() || values.size() != specs.size()) {
        throw new CheckpointException(
            "The checkpoint %s holds another model: '%s%s' has %s values, here are %d; there are %s."
                .formatted(
                    file,
                    prefix,
                    spec.name(),
                    value == null ? "no" : value.length,
                    spec.size(),
                    values.keySet()));
      }
      requireFinite(value, file, prefix + spec.name());
    }
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

  /// One entry per finished epoch, each of as many steps.
  private static List<EpochMetrics> history(
      Path file, double[] rows, TrainingState.Counters counters) {
    int epochs = counters.epoch();
    require(rows.length == (long) epochs * HISTORY_COLUMNS, file, HISTORY);
    List<EpochMetrics> history = new ArrayList<>();
    for (int i = 0; i < rows.length; i += HISTORY_COLUMNS) {
      EpochMetrics metrics =
          new EpochMetrics(
              (int) rows[i],
              (long) rows[i + 1],
              (long) rows[i + 2],
              rows[i + 3],
              rows[i + 4],
              optional(rows[i + 5]),
              optional(rows[i + 6]));
      int epoch = history.size() + 1;
      require(rows[i] == epoch && rows[i + 1] == rows[1] * epoch, file, HISTORY);
      require(rows[i + 2] >= 0 && rows[i + 2] <= counters.gradientEvaluations(), file, HISTORY);
      require(rows[i + 2] == Math.rint(rows[i + 2]), file, HISTORY);
      require(rows[i + 3] >= 0 && rows[i + 3] <= counters.seconds(), file, HISTORY);
      require(Double.isFinite(rows[i + 4]), file, HISTORY);
      require(!Double.isInfinite(rows[i + 5]) && !Double.isInfinite(rows[i + 6]), file, HISTORY);
      history.add(metrics);
    }
    double batches = rows.length == 0 ? MOST : rows[1]; // Of an epoch.
    require(batches >= 1 && batches == Math.rint(batches), file, HISTORY);
    require(counters.batch() <= batches, file, COUNTS);
    double before = rows.length == 0 ? 0 : epochs * batches;
    require(counters.step() == before + counters.batch(), file, COUNTS);
    return List.copyOf(history);
  }

  private static OptionalDouble optional(double value) {
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
