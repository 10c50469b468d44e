package org.vaelab.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.vaelab.data.Points;
import org.vaelab.experiment.pointwise.Collected;
import org.vaelab.experiment.pointwise.PointBlock;
import org.vaelab.experiment.pointwise.PointRunner;
import org.vaelab.experiment.pointwise.PointTask;
import org.vaelab.graph.GraphExecutor;

/// What an executor is like after a block: its process, memory, and how many sessions it has made.
///
/// @param tracked bytes of ND4J's arrays
/// @param resident bytes of the process
record ExecutorReport(long process, long tracked, long resident, int sessions)
    implements Serializable {

  static ExecutorReport here() {
    return new ExecutorReport(
        ProcessHandle.current().pid(),
        Pointer.totalBytes(),
        Pointer.physicalBytes(),
        OpenTasks.made());
  }

  /// Results with the reports of their blocks.
  record Reported<R extends Serializable>(R result, ArrayList<ExecutorReport> reports)
      implements Serializable {}

  /// A task whose blocks end with a report.
  ///
  /// @param pauseMillis how long each block waits
  record Task<R extends Serializable>(PointTask<R> task, long pauseMillis)
      implements PointTask<Reported<R>> {

    @Override
    public Opened<Reported<R>> open(GraphExecutor executor) {
      Opened<R> opened = task.open(executor);
      return new Opened<>() {
        @Override
        public Reported<R> compute(PointBlock block) {
          R result = opened.compute(block);
          try {
            Thread.sleep(pauseMillis);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return new Reported<>(result, new ArrayList<>(List.of(here())));
        }

        @Override
        public void close() {
          opened.close();
        }
      };
    }

    @Override
    public Reported<R> join(List<Reported<R>> parts) {
      return new Reported<>(
          task.join(parts.stream().map(Reported::result).toList()),
          new ArrayList<>(parts.stream().flatMap(part -> part.reports().stream()).toList()));
    }
  }

  /// A runner whose executors report.
  static final class Runner implements PointRunner {
    private final SparkRunner runner;
    private final long pauseMillis;
    private List<ExecutorReport> reports = List.of();

    Runner(SparkRunner runner, long pauseMillis) {
      this.runner = runner;
      this.pauseMillis = pauseMillis;
    }

    /// Of the blocks, in their order.
    List<ExecutorReport> reports() {
      return reports;
    }

    @Override
    public <R extends Serializable> Collected<R> compute(
        String title, PointTask<R> task, Points points) {
      Collected<Reported<R>> collected =
          runner.compute(title, new Task<>(task, pauseMillis), points);
      reports = collected.value().orElseThrow().reports();
      return new Collected<>(
          collected.value().map(Reported::result), collected.failed(), collected.missing());
    }

    @Override
    public int tasks(int points, int ofOne) {
      return runner.tasks(points, ofOne);
    }

    @Override
    public boolean local() {
      return false;
    }
  }
}
