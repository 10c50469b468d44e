package org.vaelab.experiment;

import java.util.Optional;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.nativemath.NativeBackend;
import org.vaelab.parallel.Workers;

/// What computes: another engine, native build or number of threads may round the last bits of a
/// result differently.
///
/// @param engine what runs the graphs
/// @param nativeBuild of ND4J
/// @param threads of the native mathematics
record Machine(String engine, String nativeBuild, int threads) {

  static Machine of(GraphExecutor executor) {
    NativeBackend.select(); // Else the build is unknown until the first graph runs.
    return new Machine(
        executor.getClass().getSimpleName(), NativeBackend.description(), Workers.shared().count());
  }

  /// A sentence about a run that began on this machine and goes on elsewhere.
  Optional<String> note(Machine here) {
    return equals(here)
        ? Optional.empty()
        : Optional.of(
            "The run began with %s and goes on with %s: its last bits may differ from those of an uninterrupted run."
                .formatted(text(), here.text()));
  }

  private String text() {
    return "%s, native build %s, %d thread%s"
        .formatted(engine, nativeBuild, threads, threads == 1 ? "" : "s");
  }
}
