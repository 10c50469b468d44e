package org.vaelab.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.nativemath.NativeFloats;
import org.vaelab.optimisation.Adam;
import org.vaelab.parallel.Workers;

/// What a machine can do at most with the threads of this process.
///
/// @param cores threads that work at once
/// @param operations floating-point operations a second of all of them, in multiply-adds that wait
///     for nothing
/// @param adamBytes bytes that all of them read and write a second in steps of Adam on the
///     parameters of 784-200-200-50
/// @param sectionSeconds from giving every thread something to do until all have done it
record Hardware(int cores, double operations, double adamBytes, double sectionSeconds) {
  private static final int TRIALS = 25;
  private static final int MULTIPLY_ADDS = 300_000;
  private static final int STEPS = 40;
  private static final int SECTIONS = 5_000;
  private static final double RATE = 1e-6;

  // Read p, g, m and v; write p, m and v.
  private static final int ADAM_ARRAYS = 7;

  /// Medians of several trials, the first of which compile the loops.
  static Hardware measure() {
    if (!NativeFloats.available()) {
      throw new IllegalStateException("This JVM has no vector module.");
    }
    Workers workers = Workers.shared();
    double peak = median(() -> inParallel(workers, Hardware::multiplyAdds));
    double sections = median(() -> sections(workers)) / SECTIONS;
    double operations = workers.count() * PeakRate.operations(MULTIPLY_ADDS) / peak;
    return new Hardware(workers.count(), operations, adamBytesPerSecond(), sections);
  }

  /// What Adam reads and writes in a step on these.
  static double adamBytes(List<ParameterSpec> specs) {
    return (double) ADAM_ARRAYS * Float.BYTES * count(specs);
  }

  private static int count(List<ParameterSpec> specs) {
    return specs.stream()
        .mapToInt(spec -> (int) Arrays.stream(spec.shape()).reduce(1, (a, b) -> a * b))
        .sum();
  }

  private static double adamBytesPerSecond() {
    List<ParameterSpec> specs = new Fixture(Task.training(1)).trained().parameters();
    int count = count(specs);
    INDArray[] arrays =
        IntStream.range(0, 4)
            .mapToObj(i -> Nd4j.create(DataType.FLOAT, count).assign(0.01f))
            .toArray(INDArray[]::new);
    Adam adam = Adam.standard();
    try {
      double seconds =
          median(
              () -> {
                for (int step = 0; step < STEPS; step++) {
                  adam.ascend(arrays[0], arrays[1], arrays[2], arrays[3], step, RATE);
                }
              });
      return STEPS * adamBytes(specs) / seconds;
    } finally {
      Arrays.stream(arrays).forEach(INDArray::close);
    }
  }

  private static void multiplyAdds(int part, int parts) {
    if (Float.isNaN(PeakRate.run(MULTIPLY_ADDS, part))) {
      throw new IllegalStateException("x / 2 + x is no number.");
    }
  }

  private static void sections(Workers workers) {
    for (int i = 0; i < SECTIONS; i++) {
      inParallel(workers, (part, parts) -> {});
    }
  }

  private static void inParallel(Workers workers, Workers.Job job) {
    if (!workers.acquire()) {
      throw new IllegalStateException("The worker threads are busy with something else.");
    }
    try {
      workers.run(job);
    } finally {
      workers.release();
    }
  }

  private static double median(Runnable work) {
    double[] seconds = new double[TRIALS];
    for (int trial = 0; trial < 2 * TRIALS; trial++) {
      long start = System.nanoTime();
      work.run();
      seconds[trial % TRIALS] = 1e-9 * (System.nanoTime() - start);
    }
    return Spread.of(seconds).median();
  }
}
