package org.vaelab.graph.compile;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.nativemath.ArrayTooLargeException;
import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.NativeLibrary;
import org.vaelab.parallel.Workers;

/// A graph compiled for fixed shapes: steps that are replayed on arrays which are allocated once.
/// For one thread at a time.
public final class Plan implements AutoCloseable {
  // Below it, waking the other threads costs more than they save.
  static final long WORK_FOR_THREADS = 40_000;

  private final Step[] steps;
  private final int once;
  private final Workers.Job[] jobs;
  private final Input[] inputs;
  private final List<INDArray> fixed;
  private final Map<String, INDArray> outputs;
  private final INDArray arena;
  private final long[] addresses;
  private final long sums;
  private final long scratch;
  private final long scratchStride;

  /// @param kept whether steps read it that a repetition leaves out
  private record Input(String name, int slot, boolean kept) {
    long address(Map<String, INDArray> given) {
      return given.get(name).data().address();
    }
  }

  /// @param once the number of first steps that a repetition leaves out
  /// @param kept the inputs that these read
  Plan(
      Element element,
      Step[] steps,
      int once,
      int slots,
      Map<String, Integer> inputSlots,
      Set<String> kept,
      Map<Integer, INDArray> fixed,
      Map<Integer, Long> positions,
      long arenaSize,
      Map<String, INDArray> outputs,
      Map<String, Integer> outputSlots) {
    this.steps = steps;
    this.once = once;
    this.inputs =
        inputSlots.entrySet().stream()
            .map(
                input -> new Input(input.getKey(), input.getValue(), kept.contains(input.getKey())))
            .toArray(Input[]::new);
    this.fixed = List.copyOf(fixed.values());
    this.outputs = outputs;
    long shared = room(steps, Step::sums);
    long perThread = room(steps, Step::scratch);
    long total = arenaSize + shared + perThread * Workers.shared().count() + 16;
    arena = NativeLibrary.room(element.type(), total);
    long base = arena.data().address() + 63 & -64;
    addresses = new long[slots];
    positions.forEach((slot, position) -> addresses[slot] = base + element.bytes() * position);
    fixed.forEach((slot, array) -> addresses[slot] = array.data().address());
    outputSlots.forEach((name, slot) -> addresses[slot] = outputs.get(name).data().address());
    sums = base + element.bytes() * arenaSize;
    scratch = sums + element.bytes() * shared;
    scratchStride = element.bytes() * perThread;
    jobs = new Workers.Job[steps.length];
    Arrays.setAll(jobs, i -> ofAllThreads(steps[i]));
  }

  private Workers.Job ofAllThreads(Step step) {
    Workers.Job[] threads = new Workers.Job[Workers.shared().count()];
    Arrays.setAll(threads, i -> step.on(addresses, scratch + i * scratchStride, sums));
    return (part, parts) -> threads[part].run(part, parts);
  }

  /// Numbers that the greediest step needs, and some so that no two threads share a cache line.
  private static long room(Step[] steps, ToLongFunction<Step> need) {
    return (Arrays.stream(steps).mapToLong(need).max().orElse(0) + 31) / 16 * 16;
  }

  /// @param element the type of all the graph's numbers
  /// @param inputShapes shapes of all placeholders
  /// @param changing inputs whose values change from a run to its repetition; none if nothing is
  ///     repeated
  /// @param variables names of the variables to compute
  /// @throws UnsupportedGraphException if a plan cannot express the graph
  /// @throws ArrayTooLargeException if an array of it, or all together, are too large
  public static Plan compile(
      Element element,
      SameDiff graph,
      Map<String, long[]> inputShapes,
      Set<String> changing,
      List<String> variables) {
    return PlanCompiler.compile(element, graph, inputShapes, changing, variables);
  }

  /// Computes the variables.
  ///
  /// @param inputs row-major arrays of the type and shapes that the plan was compiled for
  /// @return the variables by name, in arrays that belong to the plan and that the next run
  ///     overwrites
  public Map<String, INDArray> run(Map<String, INDArray> inputs) {
    return run(inputs, 0);
  }

  /// Computes the variables again, where since the last run no values have changed but those of the
  /// inputs that the plan was compiled to repeat with.
  public Map<String, INDArray> repeat(Map<String, INDArray> inputs) {
    return run(inputs, keeps(inputs) ? once : 0);
  }

  private boolean keeps(Map<String, INDArray> given) {
    for (Input input : inputs) {
      if (input.kept && addresses[input.slot] != input.address(given)) {
        return false;
      }
    }
    return true;
  }

  private Map<String, INDArray> run(Map<String, INDArray> given, int from) {
    for (Input input : inputs) {
      addresses[input.slot] = input.address(given);
    }
    Workers workers = Workers.shared();
    boolean shared = workers.acquire();
    BlasThreads.enter();
    try {
      for (int i = from; i < steps.length; i++) {
        long start = Profile.start();
        if (shared && steps[i].work() >= WORK_FOR_THREADS) {
          workers.run(jobs[i]);
        } else {
          jobs[i].run(0, 1);
        }
        steps[i].finish(addresses, sums);
        Profile.stop(steps[i], start);
      }
    } finally {
      BlasThreads.exit();
      if (shared) {
        workers.release();
      }
    }
    return outputs;
  }

  @Override
  public void close() {
    for (Step step : steps) {
      step.close();
    }
    arena.close();
    fixed.forEach(INDArray::close);
    outputs.values().forEach(INDArray::close);
  }
}
