package org.vaelab.evidence.annealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.MatrixUtils;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceGaussian;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.ExactLinearGaussian;
import org.vaelab.model.LinearGaussian;
import org.vaelab.npz.NpyArray;
import org.vaelab.npz.Npz;
import org.vaelab.npz.NpzException;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressListener;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// Annealing against the exact log p(x) of a linear-Gaussian model with 20 latent and 100 data
/// dimensions.
class AnnealingTest {
  private static final int DATA = 100;
  private static final int LATENT = 20;
  private static final LinearGaussian MODEL = new LinearGaussian(DATA, LATENT);
  private static final DiagonalGaussianFamily FAMILY = new DiagonalGaussianFamily();
  private static final NoiseSource<Purpose.Evaluation> EVALUATION =
      NoiseSource.of(1, Purpose.EVALUATION);

  private static Parameters theta;
  private static Session session;
  private static ExactLinearGaussian exact;

  @BeforeAll
  static void drawAModel() {
    SplittableRandom random = new SplittableRandom(4);
    theta =
        Parameters.of(
            MODEL.parameters(),
            Map.of(
                "linear.W", gaussians(random, LATENT * DATA, 0.15),
                "linear.b", gaussians(random, DATA, 1),
                "linear.logScale", new float[] {0}));
    session = new Session(GraphExecutor.standard(), MODEL, theta);
    exact = MODEL.exact(theta.values());
  }

  @AfterAll
  static void free() {
    session.close();
    theta.close();
  }

  private static float[] gaussians(SplittableRandom random, int count, double scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  private static double[] row(float[] x, int i) {
    return IntStream.range(0, DATA).mapToDouble(d -> x[i * DATA + d]).toArray();
  }

  private static Simulation simulation(int count) {
    return Simulation.draw(
        GraphExecutor.standard(), MODEL, theta, count, NoiseSource.of(2, Purpose.SAMPLING));
  }

  /// The diagonal Gaussians closest to the posteriors in KL(q‖p): their means, and the inverse of
  /// the precision's diagonal as variances.
  private static LocalPosteriors meanField(Points points) {
    int count = points.count();
    float[] x = points.x();
    float[] phi = new float[count * 2 * LATENT];
    for (int i = 0; i < count; i++) {
      FullCovarianceGaussian posterior = exact.posterior(row(x, i));
      var precision = MatrixUtils.inverse(MatrixUtils.createRealMatrix(posterior.covariance()));
      for (int z = 0; z < LATENT; z++) {
        phi[i * 2 * LATENT + z] = (float) posterior.mean()[z];
        phi[i * 2 * LATENT + LATENT + z] = (float) (-0.5 * Math.log(precision.getEntry(z, z)));
      }
    }
    return LocalPosteriors.of(points, FAMILY, LATENT, phi);
  }

  /// Each of 200 points within 4.5 standard errors of the truth (the delta method over 20
  /// chains has heavier tails than the normal), and their mean within 4.
  @Test
  void findsTheExactLogLikelihood() {
    Points points = simulation(200).points();
    float[] x = points.x();
    AnnealedEstimates estimates =
        new AnnealedImportanceSampling(20, 100, 3, Schedule.LINEAR, 200)
            .estimate(session, meanField(points), EVALUATION);
    double bias = 0;
    double variance = 0;
    for (int i = 0; i < 200; i++) {
      double error = estimates.logLikelihood()[i] - exact.marginal().logProb(row(x, i));
      assertThat(Math.abs(error)).isLessThan(4 * estimates.standardError()[i]);
      bias += error;
      variance += Math.pow(estimates.standardError()[i], 2);
    }
    assertThat(Math.abs(bias)).isLessThan(4 * Math.sqrt(variance));
    assertThat(Math.sqrt(variance) / 200).isLessThan(0.02);
    assertThat(Arrays.stream(estimates.acceptance()).boxed())
        .allMatch(rate -> rate > 0.4 && rate < 0.95);
  }

  /// The documented setting: 30 temperatures from a mean-field q, 10 chains, 5 leapfrog steps.
  @Test
  void theBracketHoldsTheTruthAndIsNarrow() {
    Simulation simulation = simulation(100);
    BidirectionalMonteCarlo.Bracket bracket =
        new BidirectionalMonteCarlo(new AnnealedImportanceSampling(30, 10, 5, Schedule.LINEAR, 100))
            .bracket(session, meanField(simulation.points()), simulation, EVALUATION);
    double[] truth = new double[100];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = exact.marginal().logProb(row(simulation.points().x(), i));
    }
    Estimate below = Estimate.ofDifference(truth, bracket.lower());
    Estimate above = Estimate.ofDifference(bracket.upper(), truth);
    assertThat(below.mean()).isGreaterThan(-4 * below.standardError());
    assertThat(above.mean()).isGreaterThan(-4 * above.standardError());
    assertThat(bracket.width().mean()).isBetween(0.0, 0.1);
  }

  /// From the prior with few temperatures the bounds are loose, and on the right sides.
  @Test
  void theBoundsAreOnTheirSidesAndTightenWithTemperatures() {
    Simulation simulation = simulation(50);
    double width = Double.POSITIVE_INFINITY;
    for (int temperatures : new int[] {5, 20}) {
      BidirectionalMonteCarlo.Bracket bracket =
          new BidirectionalMonteCarlo(
                  new AnnealedImportanceSampling(temperatures, 2, 2, Schedule.SIGMOID, 50))
              .bracket(session, session.prior(simulation.points()), simulation, EVALUATION);
      double[] truth = new double[50];
      for (int i = 0; i < truth.length; i++) {
        truth[i] = exact.marginal().logProb(row(simulation.points().x(), i));
      }
      Estimate below = Estimate.ofDifference(truth, bracket.lower());
      Estimate above = Estimate.ofDifference(bracket.upper(), truth);
      assertThat(below.mean()).isGreaterThan(4 * below.standardError());
      assertThat(above.mean()).isGreaterThan(4 * above.standardError());
      assertThat(bracket.width().mean()).isLessThan(width);
      width = bracket.width().mean();
    }
  }

  @Test
  void realDataGetsNoUpperBound() {
    Simulation simulation = simulation(2);
    float[] other = simulation.points().x();
    other[0] += 1;
    LocalPosteriors prior = session.prior(Points.all(Observations.ofRows(other, DATA)));
    BidirectionalMonteCarlo bidirectional =
        new BidirectionalMonteCarlo(new AnnealedImportanceSampling(2, 1, 1, Schedule.LINEAR, 2));
    assertThatThrownBy(() -> bidirectional.bracket(session, prior, simulation, EVALUATION))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not those that were simulated");
  }

  private static AnnealingState load(
      Path file, String origin, AnnealedImportanceSampling annealing) {
    return AnnealingState.load(file, origin, annealing, 6, LATENT);
  }

  /// Interrupted at its third report of each attempt, saved, loaded and resumed until it is done.
  @Test
  void aResumedRunGivesWhatAnUninterruptedOneGives(@TempDir Path directory) {
    LocalPosteriors prior = session.prior(simulation(6).points());
    AnnealedImportanceSampling annealing =
        new AnnealedImportanceSampling(7, 3, 2, Schedule.LINEAR, 4);
    AnnealedEstimates whole = annealing.estimate(session, prior, EVALUATION);

    Path file = directory.resolve("state.npz");
    annealing.start(6).save(file, "a run");
    int[] reports = {0};
    int attempts = 0;
    ProgressListener before =
        Progress.install(
            event -> {
              if (++reports[0] % 4 == 0) {
                Thread.currentThread().interrupt();
              }
            });
    try {
      boolean complete = false;
      while (!complete) {
        attempts++;
        AnnealingState state = load(file, "a run", annealing);
        try {
          annealing.advance(
              session,
              prior,
              EVALUATION,
              state,
              Checkpoints.saving(kept -> kept.save(file, "a run")));
          complete = true;
        } catch (InterruptedTaskException e) {
          assertThat(Thread.interrupted()).isTrue();
        }
      }
    } finally {
      Progress.install(before);
    }
    assertThat(attempts).isGreaterThan(2);
    assertThatThrownBy(() -> load(file, "another run", annealing))
        .isInstanceOf(NpzException.class)
        .hasMessageContaining(file.toString());
    AnnealedEstimates resumed = annealing.estimates(load(file, "a run", annealing));
    assertThat(resumed.logLikelihood()).containsExactly(whole.logLikelihood());
    assertThat(resumed.acceptance()).containsExactly(whole.acceptance());
  }

  /// Whoever writes the file may have its checksums right.
  @Test
  void aStateThatTheRunCannotBeInIsRefused(@TempDir Path directory) {
    LocalPosteriors prior = session.prior(simulation(6).points());
    AnnealedImportanceSampling annealing =
        new AnnealedImportanceSampling(7, 3, 2, Schedule.LINEAR, 4);
    Path file = directory.resolve("state.npz");
    int[] reports = {0};
    ProgressListener before =
        Progress.install(
            event -> {
              if (++reports[0] == 3) {
                Thread.currentThread().interrupt();
              }
            });
    try {
      assertThatThrownBy(
              () ->
                  annealing.advance(
                      session,
                      prior,
                      EVALUATION,
                      annealing.start(6),
                      Checkpoints.saving(state -> state.save(file, "a run"))))
          .isInstanceOf(InterruptedTaskException.class);
    } finally {
      Thread.interrupted();
      Progress.install(before);
    }
    Map<String, NpyArray> right = Npz.read(file);
    assertThat(right).as("between two temperatures").containsKey("batch.z");
    load(file, "a run", annealing);
    // Points, chains, points done, evaluations, temperature.
    for (double[] counters :
        List.of(
            new double[] {6, 3, 0, 100, 7},
            new double[] {6, 3, 4, 100, 2},
            new double[] {6, 3, 1, 100, 2},
            new double[] {7, 3, 0, 100, 2},
            new double[] {6, 3, 0, 100, -1})) {
      Map<String, NpyArray> wrong = new LinkedHashMap<>(right);
      wrong.put("counters", NpyArray.of(counters, 5));
      Npz.write(file, wrong);
      assertThatThrownBy(() -> load(file, "a run", annealing))
          .as(Arrays.toString(counters))
          .isInstanceOf(NpzException.class)
          .hasMessageContaining("does not fit");
    }
    Map<String, NpyArray> narrow = new LinkedHashMap<>(right);
    narrow.put("batch.logStepSizes", NpyArray.of(new double[4], 1, 4));
    Npz.write(file, narrow);
    assertThatThrownBy(() -> load(file, "a run", annealing))
        .hasMessageContaining("'batch.logStepSizes'");
  }

  @Test
  void schedulesRiseFromZeroToOne() {
    for (Schedule schedule : Schedule.values()) {
      assertThat(schedule.at(0)).isZero();
      assertThat(schedule.at(1)).isCloseTo(1, Offset.offset(1e-12));
      for (int t = 1; t <= 20; t++) {
        assertThat(schedule.at(t / 20.0)).isGreaterThan(schedule.at((t - 1) / 20.0));
      }
    }
    assertThat(Schedule.SIGMOID.at(0.1)).isLessThan(0.05);
  }
}
