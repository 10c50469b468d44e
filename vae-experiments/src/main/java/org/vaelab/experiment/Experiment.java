package org.vaelab.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.progress.InterruptedTaskException;

/// Something that is run with settings and writes its results into a directory. A class that is
/// named in `META-INF/services` is a command of `./vaelab run`.
///
/// @param <C> its settings, a record that JSON can hold
/// @param <R> what it finds
public interface Experiment<C extends Settings, R extends Result> {

  /// All that are on the class path.
  static List<Experiment<?, ?>> all() {
    return ServiceLoader.load(Experiment.class).stream()
        .<Experiment<?, ?>>map(ServiceLoader.Provider::get)
        .toList();
  }

  /// What it is called on the command line and in names of directories.
  String name();

  /// What it does: sentences for the help, one a line.
  String description();

  Class<C> settings();

  /// Measures what the experiment is about, or what is left of it if the directory holds a part.
  /// Once its data can be read, it writes its settings to [RunDirectory#CONFIG], by which the run
  /// is continued.
  ///
  /// @param dataDirectory where data sets are looked up, if not in the usual places
  /// @throws InterruptedTaskException if the thread was interrupted; what is done is saved then
  R measure(C config, RunDirectory directory, Optional<Path> dataDirectory, GraphExecutor executor);

  /// Measures, and writes the result to files.
  default R run(
      C config, RunDirectory directory, Optional<Path> dataDirectory, GraphExecutor executor) {
    R result = measure(config, directory, dataDirectory, executor);
    RunFiles.of(directory).write(this, config, result);
    return result;
  }
}
