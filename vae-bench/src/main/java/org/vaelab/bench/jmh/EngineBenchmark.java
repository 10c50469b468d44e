package org.vaelab.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.vaelab.bench.BenchCase;
import org.vaelab.bench.Engine;
import org.vaelab.bench.Workload;

/// A case, set up in an engine. JMH gives all engines the flags of one JVM, so `SAMEDIFF` has the
/// native build that was chosen for the host and the toolkit's own Adam here.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {
      "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
public abstract class EngineBenchmark {
  @Param({"OURS", "LIBTORCH", "SAMEDIFF", "GEMM"})
  public Engine engine;

  Workload workload;

  /// Label of the case.
  abstract String label();

  @Setup
  public void open() {
    workload = Workload.open(engine, BenchCase.of(label()));
  }

  @TearDown
  public void close() {
    workload.close();
  }
}
