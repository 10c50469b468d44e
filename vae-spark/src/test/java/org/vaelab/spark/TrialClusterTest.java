package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.data.Binarisation;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.experiment.exchange.EvaluationSettings;
import org.vaelab.experiment.exchange.ImportedModel;
import org.vaelab.experiment.exchange.ModelEvaluation;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.network.Activation;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressListener;

/// Commands with a standalone cluster of processes on this machine.
@Timeout(180)
class TrialClusterTest {
  private static final String MEMORY = "spark.executor.memory";
  private static final String FLAGS = "spark.executor.extraJavaOptions";
  private static final int TASKS = 200;

  @TempDir static Path folder;

  private static TrialCluster cluster;
  private static Problem problem;
  private static List<String> reference;

  @BeforeAll
  static void start() throws Exception {
    System.setProperty(MEMORY, "512m");
    cluster = TrialCluster.start();
    cluster.addWorker(1, "512m");
    cluster.addWorker(1, "512m");
    problem = new Problem(folder, 550);
    reference = problem.reference();
  }

  @AfterAll
  static void stop() {
    System.clearProperty(MEMORY);
    cluster.close();
  }

  @AfterEach
  void listenNoMore() {
    Progress.install(_ -> {});
  }

  /// The processes that the cluster's workers have started.
  private static List<ProcessHandle> executors() {
    return ProcessHandle.current().children().flatMap(ProcessHandle::children).toList();
  }

  /// Runs an action at the first sign of progress.
  private static ProgressListener once(Runnable action) {
    AtomicBoolean done = new AtomicBoolean();
    return event -> {
      if (event.task().equals("evaluation") && event.done() > 0 && !done.getAndSet(true)) {
        action.run();
      }
    };
  }

  @Test
  void numbersAreThoseOfOneProcessToTheBit() throws Exception {
    assertThat(problem.evaluate("spark.csv", "--master", cluster.url()).err()).isEmpty();
    assertThat(problem.rows("spark.csv")).isEqualTo(reference);
  }

  @Test
  void anExecutorThatIsKilledChangesNoNumber() throws Exception {
    AtomicBoolean killed = new AtomicBoolean();
    Progress.install(once(() -> killed.set(executors().getFirst().destroyForcibly())));

    assertThat(problem.evaluate("killed.csv", "--master", cluster.url()).err()).isEmpty();
    assertThat(killed).isTrue();
    assertThat(problem.rows("killed.csv")).isEqualTo(reference);
  }

  @Test
  void aWorkerThatJoinsLateIsUsed() {
    try (TrialCluster late = TrialCluster.start()) {
      late.addWorker(1, "512m");
      Progress.install(once(() -> late.addWorker(1, "512m")));
      assertThat(reports(late.url(), 50, 300))
          .extracting(ExecutorReport::process)
          .satisfies(processes -> assertThat(processes.stream().distinct()).hasSize(2));
    }
  }

  @Test
  void twoHundredTasksOfOneExecutorNeedNoMoreMemoryThanAHundred() {
    // The heap is resident from the beginning, so that what grows is outside of it.
    System.setProperty(
        FLAGS,
        "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xms512m"
            + " -XX:+AlwaysPreTouch");
    try (TrialCluster one = TrialCluster.start()) {
      one.addWorker(1, "512m");
      List<ExecutorReport> reports = reports(one.url(), TASKS, 0);
      assertThat(reports).hasSize(TASKS);
      assertThat(reports.stream().map(ExecutorReport::process).distinct()).hasSize(1);
      assertThat(reports).allMatch(report -> report.sessions() == 1);
      // An array of a block that stayed behind would make ten times that of the second hundred.
      assertThat(growth(reports, ExecutorReport::tracked)).as("ND4J").isLessThan(128L << 10);
      assertThat(growth(reports, ExecutorReport::resident)).as("process").isLessThan(48L << 20);
    } finally {
      System.clearProperty(FLAGS);
    }
  }

  /// How far the second hundred goes beyond the second fifty, by when all code is compiled.
  private static long growth(List<ExecutorReport> reports, ToLongFunction<ExecutorReport> bytes) {
    return largest(reports.subList(TASKS / 2, TASKS), bytes)
        - largest(reports.subList(TASKS / 4, TASKS / 2), bytes);
  }

  private static long largest(List<ExecutorReport> reports, ToLongFunction<ExecutorReport> bytes) {
    return reports.stream().mapToLong(bytes).max().orElseThrow();
  }

  /// Evaluates so many blocks of images.
  private static List<ExecutorReport> reports(String url, int blocks, long pauseMillis) {
    GraphExecutor executor = GraphExecutor.standard();
    EvaluationSettings settings =
        new EvaluationSettings(
            Binarisation.STOCHASTIC, Activation.TANH, 0, 10, List.of(), 1, 0, 1, false, 1);
    float[] x = new float[100 * blocks * Problem.PIXELS];
    try (ImportedModel model = ImportedModel.read(problem.model, Activation.TANH);
        SparkRunner spark = new SparkRunner(SparkConnection.open(url, "test"), executor)) {
      ExecutorReport.Runner runner = new ExecutorReport.Runner(spark, pauseMillis);
      Points points = Points.all(Observations.ofRows(x, Problem.PIXELS));
      ModelEvaluation.partial(model, executor, runner, points, settings)
          .collected()
          .requireComplete();
      return runner.reports();
    }
  }
}
