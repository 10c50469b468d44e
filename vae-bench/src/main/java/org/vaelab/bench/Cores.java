package org.vaelab.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vaelab.progress.Progress;

/// Times the toolkit on one core and on all of them, by turns, and predicts more by [CoreModel].
final class Cores implements AutoCloseable {
  private static final double SLICE_SECONDS = 0.5;

  private final int threads;
  private final EngineProcess one;
  private final EngineProcess all;

  /// Times of a case.
  ///
  /// @param one seconds of a unit on one core, by round
  /// @param all on all cores
  record Times(BenchCase timed, double[] one, double[] all) {
    /// Median of the rounds' ratios T(1) / (c·T(c)).
    double efficiency(int cores) {
      double[] ratios = new double[one.length];
      Arrays.setAll(ratios, i -> one[i] / all[i] / cores);
      return Spread.of(ratios).median();
    }
  }

  /// @param threads of the process with several
  /// @param logs directory for what the processes say
  Cores(int threads, Path logs) {
    this.threads = threads;
    one = EngineProcess.start(Engine.OURS, 1, logs, "-Xmx2g");
    all = EngineProcess.start(Engine.OURS, threads, logs, "-Xmx2g");
  }

  /// Measures the hardware, then each case.
  ///
  /// @param rounds how often each case is timed on either number of cores
  CoresReport measure(List<BenchCase> cases, int rounds) {
    CoreModel model = new CoreModel(one.probe(), all.probe());
    return new CoresReport(
        Machine.description(threads),
        model,
        cases.stream().map(timed -> times(timed, rounds)).toList());
  }

  private Times times(BenchCase timed, int rounds) {
    Progress progress = Progress.start(timed.label(), 2L * (rounds + 1));
    List<EngineProcess> processes = List.of(one, all);
    for (EngineProcess process : processes) {
      process.ask(Request.open(timed.task()));
      process.warmUp();
      progress.advance(1, Map.of());
    }
    List<double[]> seconds = new ArrayList<>(List.of(new double[rounds], new double[rounds]));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < processes.size(); i++) {
        Reply reply = processes.get(i).ask(Request.time(SLICE_SECONDS));
        seconds.get(i)[round] = reply.seconds() / reply.runs() / timed.task().units();
        progress.advance(1, Map.of());
      }
    }
    return new Times(timed, seconds.get(0), seconds.get(1));
  }

  @Override
  public void close() {
    one.close();
    all.close();
  }
}
