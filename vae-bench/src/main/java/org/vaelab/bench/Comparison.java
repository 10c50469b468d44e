package org.vaelab.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.vaelab.progress.Progress;

/// Times the engines on the same cases, turn by turn, each in its own process.
final class Comparison implements AutoCloseable {
  private static final double SLICE_SECONDS = 0.5;
  private static final long REST_MILLIS = 100;
  private static final double SLOW_SECONDS = 10;
  private static final int ROUNDS_OF_SLOW = 3;

  private final Map<Engine, EngineProcess> processes = new EnumMap<>(Engine.class);

  /// Starts the engines that the cases need.
  Comparison(List<BenchCase> cases, int threads, Path logs) {
    cases.stream()
        .flatMap(one -> one.task().engines().stream())
        .distinct()
        .forEach(
            engine -> processes.put(engine, EngineProcess.start(engine, threads, logs, "-Xmx2g")));
  }

  /// How each engine computes.
  Map<Engine, String> descriptions() {
    Map<Engine, String> descriptions = new EnumMap<>(Engine.class);
    processes.forEach(
        (engine, process) ->
            descriptions.put(engine, process.ask(Request.of(Request.Action.DESCRIBE)).text()));
    return descriptions;
  }

  /// Times one case.
  ///
  /// @throws org.vaelab.experiment.ExperimentException if the engines compute different numbers
  CaseResult measure(BenchCase one, int rounds) {
    List<Engine> engines = one.task().engines();
    Progress progress = Progress.start(one.label(), (long) engines.size() * (rounds + 2));
    agree(one, progress);
    Map<Engine, List<Double>> times = new EnumMap<>(Engine.class);
    for (Engine engine : engines) {
      times.put(engine, new ArrayList<>());
      processes.get(engine).ask(Request.open(one.task()));
      processes.get(engine).warmUp();
      progress.advance(1, Map.of());
    }
    Map<Engine, Boolean> slow = new EnumMap<>(Engine.class);
    for (int round = 0; round < rounds; round++) {
      for (Engine engine : engines) {
        if (round < ROUNDS_OF_SLOW || !slow.get(engine)) {
          rest();
          Reply reply = processes.get(engine).ask(Request.time(SLICE_SECONDS));
          slow.put(engine, reply.seconds() > SLOW_SECONDS);
          times.get(engine).add(1e3 * reply.seconds() / reply.runs() / one.task().units());
        }
        progress.advance(1, Map.of());
      }
    }
    Map<Engine, double[]> milliseconds = new EnumMap<>(Engine.class);
    times.forEach(
        (engine, list) ->
            milliseconds.put(engine, list.stream().mapToDouble(Double::doubleValue).toArray()));
    return new CaseResult(one.label(), milliseconds);
  }

  /// Lets the threads of the engine whose turn is over go to sleep.
  private static void rest() {
    try {
      Thread.sleep(REST_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void agree(BenchCase one, Progress progress) {
    Numbers ours = processes.get(Engine.OURS).check(one.task());
    for (Engine engine : one.task().engines()) {
      if (engine != Engine.OURS && engine.computesNumbers()) {
        ours.requireEqual(
            processes.get(engine).check(one.task()), one.label() + ", ours and " + engine.label());
      }
      progress.advance(1, Map.of());
    }
  }

  @Override
  public void close() {
    processes.values().forEach(EngineProcess::close);
  }
}
