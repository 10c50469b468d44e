package org.vaelab.bench.jmh;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.vaelab.bench.BenchCase;
import org.vaelab.bench.Engine;
import org.vaelab.bench.Workload;

/// A case, set up in an engine. JMH gives all engines the flags of one JVM, so `samediff` has the
/// native build that was chosen for the host and the toolkit's own Adam here.
@State(Scope.Thread)
public class EngineState {
  @Param({"OURS", "LIBTORCH", "SAMEDIFF", "GEMM"})
  public Engine engine;

  private Workload workload;

  void open(String label) {
    workload = Workload.open(engine, BenchCase.of(label));
  }

  void run() {
    workload.run();
  }

  @TearDown
  public void close() {
    workload.close();
  }
}
