package org.vaelab.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.parallel.Workers;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressEvent;
import org.vaelab.progress.ProgressListener;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Samples of many points, some points on each thread.
class SamplingTest {
  private static final int SIZE = 8;
  private static final int COUNT = 41;
  private static final int SAMPLES = 250;
  private static final Vae MODEL =
      new Vae(SIZE, 2, List.of(10), Activation.TANH, new Likelihood.Bernoulli());
  private static final NoiseSource<Purpose.Evaluation> NOISE =
      NoiseSource.of(2, Purpose.EVALUATION);

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
    SplittableRandom random = new SplittableRandom(5);
    float[] x = new float[COUNT * SIZE];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(2);
    }
    x[x.length - 1] = last;
    return Points.all(Observations.ofRows(x, SIZE));
  }

  private LikelihoodEstimates estimate(ImportanceSampling sampling, float last) {
    try (LocalPosteriors q = session.prior(points(last))) {
      return sampling.estimate(session, q, NOISE);
    }
  }

  private LikelihoodEstimates estimate() {
    return estimate(ImportanceSampling.of(SAMPLES), 1);
  }

  /// While the threads are taken, this one has all points.
  @Test
  void anyNumberOfThreadsFindsTheSameToTheBit() {
    LikelihoodEstimates together = estimate();
    assertThat(Workers.shared().acquire()).isTrue();
    LikelihoodEstimates alone;
    try {
      alone = estimate();
    } finally {
      Workers.shared().release();
    }
    assertThat(together.logLikelihood()).isEqualTo(alone.logLikelihood());
    assertThat(together.elbo()).isEqualTo(alone.elbo());
  }

  @Test
  void pointsOneByOneHaveTheSameEstimates() {
    LikelihoodEstimates together = estimate();
    LikelihoodEstimates single = estimate(new ImportanceSampling(SAMPLES, 100, 1), 1);
    assertThat(together.logLikelihood()).containsExactly(single.logLikelihood(), within(1e-5));
    assertThat(together.elbo()).containsExactly(single.elbo(), within(1e-5));
  }

  @Test
  void everySampleIsReportedOnce() {
    estimate();
    assertThat(events).extracting(ProgressEvent::done).isSorted();
    assertThat(events.getLast().done()).isEqualTo((long) COUNT * SAMPLES);
  }

  /// The caller's thread reports; here it has all points, two at a time, in three chunks each.
  @Test
  void everyChunkIsReported() {
    assertThat(Workers.shared().acquire()).isTrue();
    try {
      estimate();
    } finally {
      Workers.shared().release();
    }
    assertThat(events).hasSize(1 + 3 * 21);
  }

  /// Whichever thread has the point.
  @Test
  void whatFailsReachesTheCaller() {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> estimate(ImportanceSampling.of(SAMPLES), Float.NaN))
          .isInstanceOf(NonFiniteObjectiveException.class)
          .hasMessageContaining("data point " + (COUNT - 1));
    }
    assertThat(estimate().elbo()).hasSize(COUNT);
  }

  /// Long before all samples are drawn.
  @Test
  void anInterruptionStopsAllThreads() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> estimate(ImportanceSampling.of(20_000_000), 1))
          .isInstanceOf(InterruptedTaskException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(estimate().elbo()).hasSize(COUNT);
  }
}
