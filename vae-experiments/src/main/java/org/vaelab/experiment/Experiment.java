package org.vaelab.experiment;

import java.nio.file.Path;
import java.util.Optional;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.progress.InterruptedTaskException;

/// Something that is run with settings and writes its results into a directory.
///
/// @param <C> its settings, a record that JSON can hold
public interface Experiment<C extends Settings> {

  /// Runs the experiment, or what is left of it if the directory holds a part. Once its data can be
  /// read, it writes its settings to [RunDirectory#CONFIG], by which the run can be continued.
  ///
  /// @param dataDirectory where data sets are looked up, if not in the usual places
  /// @throws InterruptedTaskException if the thread was interrupted; what is done is saved then
  Conclusion run(
      C config, RunDirectory directory, Optional<Path> dataDirectory, GraphExecutor executor);
}
