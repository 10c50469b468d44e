package org.vaelab.bench.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.vaelab.bench.Task;

/// A training step.
public class TrainingBenchmark extends EngineBenchmark {
  @Param({"train-20", "train-100", "train-1000", "conv-100", "vamp-100", "made-100"})
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
