package org.vaelab.experiment;

import java.util.Optional;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.nativemath.NativeBackend;
import org.vaelab.parallel.Processor;
import org.vaelab.parallel.Workers;

/// What computes: another of these may round the last bits of a result differently, and another
/// commit may compute something else.
///
/// @param engine what runs the graphs
/// @param nativeBuild of ND4J
/// @param threads of the native mathematics
/// @param commit of this project
record Machine(String engine, String nativeBuild, int threads, String processor, String commit) {

  static Machine of(GraphExecutor executor) {
    NativeBackend.select(); // Else the build is unknown until the first graph runs.
    return new Machine(
        executor.getClass().getSimpleName(),
        NativeBackend.description(),
        Workers.shared().count(),
        Processor.name(),
        Commit.current());
  }

  /// A sentence about a run that began on this machine and goes on elsewhere.
  Optional<String> note(Machine here) {
    return equals(here)
        ? Optional.empty()
        : Optional.of(
            "The run began with %s and goes on with %s: its numbers may differ from those of an uninterrupted run, most likely in their last bits."
                .formatted(text(), here.text()));
  }

  private String text() {
    return "%s, native build %s, %d thread%s on %s, commit %s"
        .formatted(engine, nativeBuild, threads, threads == 1 ? "" : "s", processor, commit);
  }
}
