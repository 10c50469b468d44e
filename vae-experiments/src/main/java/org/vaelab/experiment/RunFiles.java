package org.vaelab.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.vaelab.graph.GraphExecutor;

/// The files of a run that know what they were computed from: each carries the hashes of settings,
/// images, frozen bits and model, and of its own content. A file of another run, or one that was
/// changed, is refused by its name.
///
/// @param directory where they are
/// @param provenance of the run
public record RunFiles(RunDirectory directory, Provenance provenance) {
  /// Holds the main results by data point.
  public static final String RESULTS = "results.json";

  /// Holds a few numbers by name, where the experiment has such: for programs that know nothing of
  /// runs.
  public static final String NUMBERS = "result.json";

  /// The result as a page that is one file.
  public static final String REPORT = "report.html";

  /// The content of [RunDirectory#CONFIG].
  private record Config(String type, JsonNode settings, Provenance provenance, Machine machine) {
    private Config {
      Objects.requireNonNull(provenance);
      Objects.requireNonNull(machine);
    }
  }

  /// A result with what it was computed from.
  private record Stored(Provenance provenance, String sha256, JsonNode value) {
    private Stored {
      Objects.requireNonNull(provenance);
    }
  }

  /// Writes down what a run is computed from, or compares it with what is written there.
  ///
  /// @throws ExperimentException if the directory's run began with something else
  public static RunFiles begin(
      RunDirectory directory, Object settings, ExperimentData data, GraphExecutor executor) {
    return begin(directory, settings, data.imagesSha256(), data.bitsSha256(), executor);
  }

  /// The same for a run without a data set.
  public static RunFiles begin(RunDirectory directory, Object settings, GraphExecutor executor) {
    return begin(directory, settings, Map.of(), Map.of(), executor);
  }

  private static RunFiles begin(
      RunDirectory directory,
      Object settings,
      Map<String, String> images,
      Map<String, String> bits,
      GraphExecutor executor) {
    if (directory.has(RunDirectory.CONFIG)) {
      return open(directory, settings, images, bits);
    }
    Provenance provenance = Provenance.of(settings, images, bits);
    Config config =
        new Config(
            settings.getClass().getSimpleName(),
            Json.tree(settings),
            provenance,
            Machine.of(executor));
    directory.writeText(RunDirectory.CONFIG, Json.text(config) + "\n");
    directory.begun();
    return new RunFiles(directory, provenance);
  }

  /// The files of a run that has begun.
  ///
  /// @throws ExperimentException if it began with something else
  public static RunFiles open(RunDirectory directory, Object settings, ExperimentData data) {
    return open(directory, settings, data.imagesSha256(), data.bitsSha256());
  }

  private static RunFiles open(
      RunDirectory directory,
      Object settings,
      Map<String, String> images,
      Map<String, String> bits) {
    Provenance here = Provenance.of(settings, images, bits);
    config(directory)
        .provenance()
        .difference(here)
        .ifPresent(
            what -> {
              throw new ExperimentException(
                  "The run in %s began with %s; give it what it began with, or start a new run."
                      .formatted(directory.path(), what));
            });
    directory.begun();
    return new RunFiles(directory, here);
  }

  /// The files of a run as it began, whatever it began with.
  public static RunFiles of(RunDirectory directory) {
    return new RunFiles(directory, config(directory).provenance());
  }

  /// The experiment of the run in a directory.
  ///
  /// @throws ExperimentException if there is none with such settings
  public static Experiment<?, ?> experiment(RunDirectory directory) {
    String type = config(directory).type();
    return Experiment.all().stream()
        .filter(each -> each.settings().getSimpleName().equals(type))
        .findFirst()
        .orElseThrow(
            () ->
                new ExperimentException(
                    "The run in %s is of no experiment that is known here: its settings are %s."
                        .formatted(directory.path(), type)));
  }

  /// The settings of the run in a directory.
  ///
  /// @throws ExperimentException if they were changed after the run began, or are those of another
  ///     experiment
  public static <T> T settings(RunDirectory directory, Class<T> type) {
    Config config = config(directory);
    if (!type.getSimpleName().equals(config.type())) {
      throw new ExperimentException(
          "The run in %s is one of another experiment: its settings are %s, not %s."
              .formatted(directory.path(), config.type(), type.getSimpleName()));
    }
    try {
      T settings = Json.read(config.settings(), type);
      Provenance now = Provenance.of(settings, Map.of(), Map.of());
      if (!now.settings().equals(config.provenance().settings())) {
        throw new ExperimentException(
            "%s was changed after the run began; undo the change, or start a new run with these settings."
                .formatted(directory.resolve(RunDirectory.CONFIG)));
      }
      return settings;
    } catch (JsonProcessingException e) {
      throw directory.damaged(RunDirectory.CONFIG, e);
    }
  }

  /// A sentence if the run in a directory began with another engine, native build, number of
  /// threads, processor or commit.
  public static Optional<String> machineNote(RunDirectory directory, GraphExecutor executor) {
    return config(directory).machine().note(Machine.of(executor));
  }

  private static Config config(RunDirectory directory) {
    try {
      return Json.read(directory.readText(RunDirectory.CONFIG), Config.class);
    } catch (JsonProcessingException e) {
      throw directory.damaged(RunDirectory.CONFIG, e);
    }
  }

  /// What a checkpoint or another saved state of this run says of itself.
  public String identity() {
    return Json.text(provenance);
  }

  /// The same for what belongs to a model.
  public String identity(String parent) {
    return Json.text(provenance.child(parent));
  }

  public boolean has(String name) {
    return directory.has(name);
  }

  /// The hash of the frozen bits of a split; empty for a run without a data set.
  public String bits(String split) {
    return provenance.bits().getOrDefault(split, "");
  }

  /// Writes the files that a result is shown by, and [#RESULTS].
  ///
  /// @param settings that it was found with
  public void write(Experiment<?, ?> experiment, Settings settings, Result result) {
    result.tables().forEach((name, table) -> directory.writeText(name + ".csv", table.csv()));
    result.figures().forEach((name, figure) -> directory.save(figure, name));
    store(RESULTS, "", result.measured());
    if (!result.numbers().isEmpty()) {
      Map<String, Number> numbers = new LinkedHashMap<>(result.numbers());
      numbers.replaceAll((name, value) -> Double.isNaN(value.doubleValue()) ? null : value);
      directory.writeText(NUMBERS, Json.text(numbers) + "\n");
    }
    directory.writeText("summary.md", result.summary());
    Machine machine = config(directory).machine();
    directory.writeText(
        REPORT, new RunReport(experiment, settings, provenance, machine).html(result));
  }

  /// What the run measured, by data point.
  ///
  /// @throws ExperimentException as for [#remember], and if the run has not come to its end
  public List<Measured> measured() {
    if (!has(RESULTS)) {
      throw new ExperimentException(
          "The run in %s has no results yet: there is no %s in it; continue it with --resume."
              .formatted(directory.path(), RESULTS));
    }
    return List.of(
        read(RESULTS, Measured[].class, "", all -> Arrays.stream(all).allMatch(Measured::fits)));
  }

  /// The value in a file if it is there, else a new one, which is then written there.
  ///
  /// @param parent the [Fingerprint] of the parameters that the value belongs to
  /// @param fits whether a value that was read has the form of one that the run computes
  /// @throws ExperimentException if the file cannot be read or written, was changed, or belongs to
  ///     other settings, images, bits or parameters
  public <T> T remember(
      String name, Class<T> type, String parent, Predicate<T> fits, Supplier<T> compute) {
    if (has(name)) {
      return read(name, type, parent, fits);
    }
    T value = compute.get();
    store(name, parent, value);
    return value;
  }

  private void store(String name, String parent, Object value) {
    JsonNode tree = Json.tree(value);
    Stored stored = new Stored(provenance.child(parent), Fingerprint.of(tree.toString()), tree);
    directory.writeText(name, Json.text(stored) + "\n");
  }

  /// The value in a file.
  ///
  /// @throws ExperimentException as for [#remember], and if the file is missing
  public <T> T read(String name, Class<T> type, String parent, Predicate<T> fits) {
    try {
      Stored stored = Json.read(directory.readText(name), Stored.class);
      stored
          .provenance()
          .difference(provenance.child(parent))
          .ifPresent(
              what -> {
                throw new ExperimentException(
                    "%s was computed from %s; put back the file that belongs there, or delete it to compute it anew."
                        .formatted(directory.resolve(name), what));
              });
      if (!Fingerprint.of(String.valueOf(stored.value())).equals(stored.sha256())) {
        throw new ExperimentException(
            "%s was changed after it was written; put back the original, or delete it to compute it anew."
                .formatted(directory.resolve(name)));
      }
      T value = Json.read(stored.value(), type);
      if (!fits.test(value)) {
        throw new ExperimentException(
            "%s does not hold what this run computes there; put back the original, or delete it to compute it anew."
                .formatted(directory.resolve(name)));
      }
      return value;
    } catch (JsonProcessingException e) {
      throw directory.damaged(name, e);
    }
  }
}
