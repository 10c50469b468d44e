package org.vaelab.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vaelab.OneThread;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.parallel.Workers;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.ProgressEvent;
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

  private WatchedSession watched;

  @BeforeEach
  void open() {
    watched = new WatchedSession(MODEL);
  }

  @AfterEach
  void close() {
    watched.close();
  }

  private static Points points(float last) {
    return WatchedSession.bits(COUNT, SIZE, last);
  }

  private float[] infer(Points points) {
    try (LocalPosteriors q = watched.session().infer(SVI, points, NOISE, "svi")) {
      return q.phi().rows();
    }
  }

  @Test
  void severalAtATimeFindTheSameToTheBit() {
    float[] together = infer(points(1));
    float[] alone = OneThread.alone(() -> infer(points(1)));
    assertThat(together).isEqualTo(alone);
    assertThat(infer(points(1))).as("again, with the same graphs").isEqualTo(alone);
  }

  private record Optimised(LocalOptimiser.State end, float[] phi) {}

  private Optimised optimise(double tolerance) {
    LocalOptimisation config =
        new LocalOptimisation(15, 2, LearningRate.standard(0.05), 4, tolerance, Adam.standard());
    Points some = points(1).slice(0, 100);
    try (PhiTable phi = PhiTable.initial(FAMILY, MODEL.latentSize(), some.ids(), NOISE)) {
      LocalOptimiser optimiser = LocalOptimiser.of(watched.session(), FAMILY, config);
      return new Optimised(optimiser.optimise(some, phi, NOISE, 0), phi.rows());
    }
  }

  /// Of 100 points, whichever thread has them.
  @Test
  void partsOfABatchFindTheSameToTheBit() {
    Optimised together = optimise(Double.NEGATIVE_INFINITY);
    Optimised alone = OneThread.alone(() -> optimise(Double.NEGATIVE_INFINITY));
    assertThat(together.phi).isEqualTo(alone.phi);
    assertThat(together.end.windows()).isEqualTo(alone.end.windows());
  }

  /// As if all points had taken each step together, which a tolerance makes them do.
  @Test
  void partsOfABatchMakeTheWhole() {
    Optimised inParts = optimise(Double.NEGATIVE_INFINITY);
    Optimised whole = optimise(-1e9);
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
    assertThat(watched.events()).allMatch(event -> event.task().equals("svi"));
    assertThat(watched.events()).extracting(ProgressEvent::done).isSorted().endsWith((long) COUNT);
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
    assertThat(watched.events()).extracting(ProgressEvent::done).doesNotContain((long) COUNT);
    assertThat(infer(points(1))).isNotEmpty();
  }
}
