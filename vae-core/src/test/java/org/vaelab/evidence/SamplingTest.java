package org.vaelab.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vaelab.OneThread;
import org.vaelab.data.Points;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.WatchedSession;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.ProgressEvent;
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

  private LikelihoodEstimates estimate(ImportanceSampling sampling, float last) {
    try (LocalPosteriors q = watched.session().prior(points(last))) {
      return sampling.estimate(watched.session(), q, NOISE);
    }
  }

  private LikelihoodEstimates estimate() {
    return estimate(ImportanceSampling.of(SAMPLES), 1);
  }

  @Test
  void anyNumberOfThreadsFindsTheSameToTheBit() {
    LikelihoodEstimates together = estimate();
    LikelihoodEstimates alone = OneThread.alone(this::estimate);
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
    assertThat(watched.events()).extracting(ProgressEvent::done).isSorted();
    assertThat(watched.events().getLast().done()).isEqualTo((long) COUNT * SAMPLES);
  }

  /// The caller's thread reports; here it has all points, two at a time, in three chunks each.
  @Test
  void everyChunkIsReported() {
    OneThread.alone(this::estimate);
    assertThat(watched.events()).hasSize(1 + 3 * 21);
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
