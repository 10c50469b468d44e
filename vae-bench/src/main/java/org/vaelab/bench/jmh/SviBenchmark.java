package org.vaelab.bench.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.vaelab.bench.Task;

/// An inner step of SVI.
public class SviBenchmark extends EngineBenchmark {
  @Param({"svi-100", "svi-1000", "flow-svi-100"})
  public String label;

  @Override
  String label() {
    return label;
  }

  @Benchmark
  @OperationsPerInvocation(Task.STEPS)
  public void step() {
    workload.run();
  }
}
