package org.vaelab.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.progress.Progress;

/// How the toolkit's time and memory grow with the size of the work.
final class Scaling {
  private static final double SLICE_SECONDS = 1;
  private static final double SMALLEST_SECONDS = 1.5;
  private static final int[] MULTIPLES = {1, 2, 4, 8};
  private static final int POINTS = 100;
  private static final int BATCH = 100;
  private static final int[] MEMORY_SAMPLES = {500, 5_000, 50_000};

  // All of the heap is resident from the start, so that what grows is not the heap.
  private static final String[] FIXED_HEAP = {"-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"};

  /// What grows.
  enum Dimension {
    BATCH("batch size of a training step", List.of(25, 50, 100, 200, 400, 800, 1600), 0),
    LATENT_SIZE("latent size of a training step", List.of(2, 5, 10, 20, 50, 100, 200), 0),
    SAMPLES("K of importance sampling", List.of(), 500),
    POINTS("data points of SVI", List.of(), 500),
    STEPS("training steps", List.of(), 5 * Task.STEPS);

    private final String label;
    private final List<Integer> sizes;
    private final int smallest;

    /// @param sizes where they are given
    /// @param smallest where they are not, and are multiples of what takes long enough
    Dimension(String label, List<Integer> sizes, int smallest) {
      this.label = label;
      this.sizes = sizes;
      this.smallest = smallest;
    }

    String label() {
      return label;
    }

    private Task task(int size) {
      return switch (this) {
        case BATCH -> Task.training(size);
        case LATENT_SIZE -> Task.training(Scaling.BATCH).withLatentSize(size);
        case SAMPLES -> Task.likelihood(Scaling.POINTS, size);
        case POINTS -> Task.svi(size, Scaling.BATCH);
        case STEPS -> Task.training(Scaling.BATCH);
      };
    }
  }

  /// Times of one dimension.
  ///
  /// @param sizes `[N]`, each as often as it was measured
  /// @param seconds `[N]`
  record Growth(Dimension dimension, double[] sizes, double[] seconds) {
    ExponentFit fit() {
      return ExponentFit.of(sizes, seconds);
    }
  }

  private final int threads;
  private final Path logs;

  Scaling(int threads, Path logs) {
    this.threads = threads;
    this.logs = logs;
  }

  /// Measures every dimension.
  ///
  /// @param rounds how often each size is measured
  List<Growth> times(int rounds) {
    List<Growth> growths = new ArrayList<>();
    try (EngineProcess ours = EngineProcess.start(Engine.OURS, threads, logs, "-Xmx2g")) {
      for (Dimension dimension : Dimension.values()) {
        growths.add(grow(ours, dimension, rounds));
      }
    }
    return growths;
  }

  private static Growth grow(EngineProcess ours, Dimension dimension, int rounds) {
    boolean perStep = !dimension.sizes.isEmpty();
    List<Integer> sizes = perStep ? dimension.sizes : longEnough(ours, dimension);
    Progress progress = Progress.start(dimension.label, (long) rounds * sizes.size());
    List<Double> measuredSizes = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (int size : sizes) {
        measuredSizes.add((double) size);
        seconds.add(perStep ? stepSeconds(ours, dimension, size) : seconds(ours, dimension, size));
        progress.advance(1, Map.of());
      }
    }
    return new Growth(dimension, array(measuredSizes), array(seconds));
  }

  private static double stepSeconds(EngineProcess ours, Dimension dimension, int size) {
    Task task = dimension.task(size);
    ours.ask(Request.open(task));
    ours.ask(Request.time(SLICE_SECONDS / 2));
    Reply reply = ours.ask(Request.time(SLICE_SECONDS));
    return reply.seconds() / reply.runs() / task.units();
  }

  private static double seconds(EngineProcess ours, Dimension dimension, int size) {
    Task task = dimension.task(size);
    ours.ask(Request.open(task));
    if (dimension == Dimension.STEPS) {
      ours.ask(Request.repeat(1));
      return ours.ask(Request.repeat(size / task.units())).seconds();
    }
    return ours.ask(Request.repeat(1)).seconds();
  }

  /// Multiples of the smallest size, the first of which takes long enough to time.
  private static List<Integer> longEnough(EngineProcess ours, Dimension dimension) {
    ours.ask(Request.open(dimension.task(dimension.smallest)));
    ours.warmUp();
    double once = seconds(ours, dimension, dimension.smallest);
    int first = dimension.smallest * (int) Math.ceil(SMALLEST_SECONDS / once);
    return Arrays.stream(MULTIPLES).map(multiple -> multiple * first).boxed().toList();
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// Peak resident bytes of a process that estimates log p(x) of 100 points, by K.
  Map<Integer, Long> peakMemory() {
    Map<Integer, Long> peaks = new TreeMap<>();
    Progress progress = Progress.start("peak memory", Arrays.stream(MEMORY_SAMPLES).sum());
    for (int samples : MEMORY_SAMPLES) {
      try (EngineProcess ours = EngineProcess.start(Engine.OURS, threads, logs, FIXED_HEAP)) {
        ours.ask(Request.open(Task.likelihood(POINTS, samples)));
        ours.ask(Request.repeat(1));
        peaks.put(samples, ours.ask(Request.of(Request.Action.MEMORY)).peakBytes());
        progress.advance(samples, Map.of());
      }
    }
    return peaks;
  }
}
