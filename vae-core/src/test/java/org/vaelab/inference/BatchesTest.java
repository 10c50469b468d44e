package org.vaelab.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.parallel.Workers;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressEvent;
import org.vaelab.progress.ProgressListener;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Batches of SVI, several at a time.
class BatchesTest {
  private static final int SIZE = 12;
  private static final int COUNT = 530;
  private static final PosteriorFamily FAMILY = new DiagonalGaussianFamily();
  private static final Vae MODEL =
      new Vae(SIZE, 3, List.of(20), Activation.TANH, new Likelihood.Bernoulli());
  private static final LocalOptimisation STEPS =
      LocalOptimisation.ofSteps(15, 1, LearningRate.standard(0.05));
  private static final Svi SVI = new Svi(FAMILY, new InnerLoop(STEPS, InnerLoop.Start.ZERO), STEPS);
  private static final NoiseSource<Purpose.LocalOptimisation> NOISE =
      NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION);

  private final List<ProgressEvent> events = new ArrayList<>();
  private Parameters theta;
  private Session session;
  private ProgressListener before;

  @BeforeEach
  void open() {
    theta =
        Parameters.initial(
            MODEL.parameters(), NoiseSource.of(3, Purpose.INITIALISATION), DataType.FLOAT);
    session = new Session(GraphExecutor.standard(), MODEL, theta);
    before = Progress.install(events::add);
  }

  @AfterEach
  void close() {
    Progress.install(before);
    session.close();
    theta.close();
  }

  private static Points points(float last) {
    Random random = new Random(5);
    float[] x = new float[COUNT * SIZE];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(2);
    }
    x[x.length - 1] = last;
    return Points.all(Observations.ofRows(x, SIZE));
  }

  private float[] infer(Points points) {
    try (LocalPosteriors q = session.infer(SVI, points, NOISE, "svi")) {
      return q.phi().rows();
    }
  }

  /// As with one thread: while the threads are taken, each batch is done on this one.
  @Test
  void severalAtATimeFindTheSameToTheBit() {
    float[] together = infer(points(1));
    assertThat(Workers.shared().acquire()).isTrue();
    float[] alone;
    try {
      alone = infer(points(1));
    } finally {
      Workers.shared().release();
    }
    assertThat(together).isEqualTo(alone);
    assertThat(infer(points(1))).as("again, with the same graphs").isEqualTo(alone);
  }

  private record Optimised(LocalOptimiser.State end, float[] phi) {}

  private Optimised optimise(LocalOptimisation config, int from, int to) {
    Points some = points(1).slice(from, to);
    try (PhiTable phi = PhiTable.initial(FAMILY, MODEL.latentSize(), some.ids(), NOISE)) {
      LocalOptimiser optimiser = LocalOptimiser.of(session, FAMILY, config);
      return new Optimised(optimiser.optimise(some, phi, NOISE, 0), phi.rows());
    }
  }

  /// Of 100 points, whichever thread has them.
  @Test
  void partsOfABatchFindTheSameToTheBit() {
    LocalOptimisation windows =
        new LocalOptimisation(
            15, 2, LearningRate.standard(0.05), 4, Double.NEGATIVE_INFINITY, Adam.standard());
    Optimised together = optimise(windows, 0, 100);
    assertThat(Workers.shared().acquire()).isTrue();
    Optimised alone;
    try {
      alone = optimise(windows, 0, 100);
    } finally {
      Workers.shared().release();
    }
    assertThat(together.phi).isEqualTo(alone.phi);
    assertThat(together.end.windows()).isEqualTo(alone.end.windows());
  }

  /// As if all points had taken each step together, which a tolerance makes them do.
  @Test
  void partsOfABatchMakeTheWhole() {
    Optimised inParts =
        optimise(
            new LocalOptimisation(
                15, 2, LearningRate.standard(0.05), 4, Double.NEGATIVE_INFINITY, Adam.standard()),
            0,
            100);
    Optimised whole =
        optimise(
            new LocalOptimisation(15, 2, LearningRate.standard(0.05), 4, -1e9, Adam.standard()),
            0,
            100);
    assertThat(inParts.end.step()).isEqualTo(whole.end.step()).isEqualTo(15);
    assertThat(inParts.end.count()).isEqualTo(whole.end.count()).isEqualTo(3);
    assertThat(inParts.end.windows()).hasSize(3);
    assertThat(inParts.end.windows()).containsExactly(whole.end.windows(), within(1e-4));
    assertThat(inParts.end.sum()).isCloseTo(whole.end.sum(), within(1e-4));
    assertThat(inParts.phi).containsExactly(whole.phi, within(1e-3f));
  }

  @Test
  void allProgressIsReportedOnceAndFromOneTask() {
    infer(points(1));
    assertThat(events).allMatch(event -> event.task().equals("svi"));
    assertThat(events).extracting(ProgressEvent::done).isSorted().endsWith((long) COUNT);
  }

  /// Whichever thread has the batch.
  @Test
  void whatFailsReachesTheCaller() {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> infer(points(Float.NaN)))
          .isInstanceOf(NonFiniteObjectiveException.class);
    }
    assertThat(infer(points(1))).isNotEmpty();
  }

  @Test
  void anInterruptionStopsAllThreads() {
    assumeThat(Workers.shared().count()).isGreaterThan(1);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> infer(points(1))).isInstanceOf(InterruptedTaskException.class);
    } finally {
      Thread.interrupted();
    }
    assertThat(events).extracting(ProgressEvent::done).doesNotContain((long) COUNT);
    assertThat(infer(points(1))).isNotEmpty();
  }
}
