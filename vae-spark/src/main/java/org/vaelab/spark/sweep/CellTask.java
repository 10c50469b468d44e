package org.vaelab.spark.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vaelab.cli.Failures;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.Json;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.graph.PlanExecutor;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;

/// A cell as it travels to an executor.
///
/// @param settings as JSON
/// @param dataDirectory where the executor finds data sets; null for the usual places
record CellTask(int number, String experiment, String settings, String dataDirectory)
    implements Serializable {
  /// Holds a line for each check that the results fail, if there is one.
  static final String IMPLAUSIBLE = "implausible.txt";

  static CellTask of(Cell cell, Experiment<?, ?> experiment, Optional<Path> dataDirectory) {
    return new CellTask(
        cell.number(),
        experiment.name(),
        Json.text(cell.settings()),
        dataDirectory.map(path -> path.toAbsolutePath().toString()).orElse(null));
  }

  /// Runs the cell as `./vaelab run` does, in a directory that nobody else sees. Failures are
  /// values: a cell that fails must not end the job of the others.
  ///
  /// @throws InterruptedTaskException if the job was cancelled
  CellOutcome run() {
    Experiment<?, ?> own =
        Experiment.all().stream()
            .filter(each -> each.name().equals(experiment))
            .findFirst()
            .orElseThrow();
    try {
      Path scratch = Files.createTempDirectory("vaelab-" + Cell.name(number));
      try {
        run(own, RunDirectory.create(scratch));
        return new CellOutcome.Done(number, Archive.pack(scratch));
      } finally {
        Archive.delete(scratch);
      }
    } catch (InterruptedTaskException e) {
      throw e;
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      Interrupts.check(); // A cancelled job closes the channels that a run reads.
      return new CellOutcome.Failed(number, sentence(own, e));
    }
  }

  private <C extends Settings, R extends Result> void run(
      Experiment<C, R> own, RunDirectory directory) throws JsonProcessingException {
    C config = Json.read(settings, own.settings());
    Optional<Path> data = Optional.ofNullable(dataDirectory).map(Path::of);
    try (RunDirectory.Lock _ = directory.lock()) {
      Result result = Progress.muted(() -> own.run(config, directory, data, new PlanExecutor()));
      List<String> failures = result.checks().failures();
      if (!failures.isEmpty()) {
        directory.writeText(IMPLAUSIBLE, String.join("\n", failures) + "\n");
      }
    }
  }

  private static String sentence(Experiment<?, ?> own, Throwable failure) {
    return Failures.sentence(
            failure,
            name ->
                SettingsForm.of(own.settings()).settings().stream()
                    .anyMatch(setting -> name.equals("--" + setting.option())))
        .orElseGet(
            () -> {
              failure.printStackTrace(); // To the executor's log.
              return "It ended with %s; the executor's log has more.".formatted(failure);
            });
  }
}
