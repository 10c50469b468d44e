package org.vaelab.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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

  /// The content of [RunDirectory#CONFIG].
  private record Config(String type, JsonNode settings, Provenance provenance, Machine machine) {
    private Config {
      Objects.requireNonNull(provenance);
      Objects.requireNonNull(machine);
    }
  }

  /// A result with what it was computed from.
  private record Result(Provenance provenance, String sha256, JsonNode value) {
    private Result {
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

  /// A sentence if the run in a directory began with another engine, native build or number of
  /// threads.
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
    JsonNode tree = Json.tree(value);
    Result result = new Result(provenance.child(parent), Fingerprint.of(tree.toString()), tree);
    directory.writeText(name, Json.text(result) + "\n");
    return value;
  }

  /// The value in a file.
  ///
  /// @throws ExperimentException as for [#remember], and if the file is missing
  public <T> T read(String name, Class<T> type, String parent, Predicate<T> fits) {
    try {
      Result result = Json.read(directory.readText(name), Result.class);
      result
          .provenance()
          .difference(provenance.child(parent))
          .ifPresent(
              what -> {
                throw new ExperimentException(
                    "%s was computed from %s; put back the file that belongs there, or delete it to compute it anew."
                        .formatted(directory.resolve(name), what));
              });
      if (!Fingerprint.of(String.valueOf(result.value())).equals(result.sha256())) {
        throw new ExperimentException(
            "%s was changed after it was written; put back the original, or delete it to compute it anew."
                .formatted(directory.resolve(name)));
      }
      T value = Json.read(result.value(), type);
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
