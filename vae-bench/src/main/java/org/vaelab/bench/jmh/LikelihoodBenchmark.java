package org.vaelab.bench.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/// log p̂(x) of 100 points from 5,000 samples each.
public class LikelihoodBenchmark extends EngineBenchmark {
  @Param({"iwae"})
  public String label;

  @Override
  String label() {
    return label;
  }

  @Benchmark
  public void estimate() {
    workload.run();
  }
}
