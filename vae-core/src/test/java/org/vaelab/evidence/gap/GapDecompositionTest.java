package org.vaelab.evidence.gap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.MatrixUtils;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.distribution.FullCovarianceGaussian;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.evidence.annealing.Simulation;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.ExactLinearGaussian;
import org.vaelab.model.LinearGaussian;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// A linear-Gaussian model knows every gap: the full-covariance family holds the posterior, the
/// best diagonal Gaussian is known, and so is the divergence of the given q.
class GapDecompositionTest {
  private static final int DATA = 8;
  private static final int LATENT = 3;
  private static final int POINTS = 40;
  private static final LinearGaussian MODEL = new LinearGaussian(DATA, LATENT);
  private static final DiagonalGaussianFamily DIAGONAL = new DiagonalGaussianFamily();
  private static final FullCovarianceFamily FULL = new FullCovarianceFamily();

  private static Parameters theta;
  private static Session session;
  private static ExactLinearGaussian exact;

  @BeforeAll
  static void drawAModel() {
    SplittableRandom random = new SplittableRandom(11);
    float[] weights = new float[LATENT * DATA];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (0.5 + 0.3 * random.nextGaussian());
    }
    theta =
        Parameters.of(
            MODEL.parameters(),
            Map.of(
                "linear.W",
                weights,
                "linear.b",
                new float[DATA],
                "linear.logScale",
                new float[] {-0.5f}));
    session = new Session(GraphExecutor.standard(), MODEL, theta);
    exact = MODEL.exact(theta.values());
  }

  @AfterAll
  static void free() {
    session.close();
    theta.close();
  }

  private static double[] row(float[] x, int i) {
    return IntStream.range(0, DATA).mapToDouble(d -> x[i * DATA + d]).toArray();
  }

  /// q of an encoder that is off: the best diagonal Gaussian, shifted and too wide.
  private static LocalPosteriors off(long seed) {
    Points points =
        Simulation.draw(
                GraphExecutor.standard(),
                MODEL,
                theta,
                POINTS,
                NoiseSource.of(seed, Purpose.SAMPLING))
            .points();
    float[] phi = bestDiagonal(points.x());
    for (int i = 0; i < phi.length; i++) {
      phi[i] += 0.4f;
    }
    return LocalPosteriors.of(points, DIAGONAL, LATENT, phi);
  }

  private static float[] bestDiagonal(float[] x) {
    float[] phi = new float[POINTS * 2 * LATENT];
    for (int i = 0; i < POINTS; i++) {
      FullCovarianceGaussian posterior = exact.posterior(row(x, i));
      var precision = MatrixUtils.inverse(MatrixUtils.createRealMatrix(posterior.covariance()));
      for (int z = 0; z < LATENT; z++) {
        phi[i * 2 * LATENT + z] = (float) posterior.mean()[z];
        phi[i * 2 * LATENT + LATENT + z] = (float) (-0.5 * Math.log(precision.getEntry(z, z)));
      }
    }
    return phi;
  }

  private static double divergence(float[] phi, int i, float[] x) {
    double[] mean = new double[LATENT];
    double[][] covariance = new double[LATENT][LATENT];
    for (int z = 0; z < LATENT; z++) {
      mean[z] = phi[i * 2 * LATENT + z];
      covariance[z][z] = Math.exp(2.0 * phi[i * 2 * LATENT + LATENT + z]);
    }
    return FullCovarianceGaussian.of(mean, covariance).kl(exact.posterior(row(x, i)));
  }

  private static GapDecomposition decomposition() {
    LocalOptimisation optimisation =
        LocalOptimisation.ofSteps(150, 10, LearningRate.standard(0.05));
    return new GapDecomposition(
        List.of(DIAGONAL, FULL),
        List.of(
            new EvidenceEstimator.FromOwn(20),
            new EvidenceEstimator.FromOptimum(FULL, 200),
            new EvidenceEstimator.Annealed(
                new AnnealedImportanceSampling(5, 2, 2, Schedule.LINEAR, POINTS))),
        new FamilyOptimiser(optimisation, 1, 400, POINTS),
        10_000,
        5);
  }

  @Test
  void everyGapIsTheKnownOne() {
    GapDecomposition decomposition = decomposition();
    List<GapDecomposition.Candidate> ranking =
        decomposition.rank(decomposition.candidates(session, off(1)));
    // The full-covariance optimum is the posterior: its weights are constant, no bound is tighter.
    assertThat(ranking.getFirst().estimator())
        .isEqualTo(new EvidenceEstimator.FromOptimum(FULL, 200));
    assertThat(ranking.getLast().estimator()).isInstanceOf(EvidenceEstimator.Annealed.class);
    assertThat(ranking.getFirst().below().mean()).isZero();
    // Five temperatures leave some points far below: a mean with a heavy tail and a large standard
    // error.
    Estimate last = ranking.getLast().below();
    assertThat(last.mean()).isGreaterThan(2 * last.standardError());

    LocalPosteriors q = off(2);
    float[] x = q.points().x();
    GapReport report = decomposition.decompose(session, q, ranking.getFirst().estimator());
    double[] truth = new double[POINTS];
    double[] best = new double[POINTS];
    double[] own = new double[POINTS];
    float[] bestDiagonal = bestDiagonal(x);
    for (int i = 0; i < POINTS; i++) {
      truth[i] = exact.marginal().logProb(row(x, i));
      best[i] = truth[i] - divergence(bestDiagonal, i, x);
      own[i] = truth[i] - divergence(q.phi().rows(), i, x);
      assertThat(report.logLikelihood()[i]).isCloseTo(truth[i], Offset.offset(0.05));
    }
    GapReport.FamilyGap diagonal = report.families().get(0);
    GapReport.FamilyGap full = report.families().get(1);
    agree(report.gap(diagonal).approximation(), Estimate.ofDifference(truth, best), 0.02);
    agree(report.gap(diagonal).amortization(), Estimate.ofDifference(best, own), 0.04);
    agree(report.gap(diagonal).inference(), Estimate.ofDifference(truth, own), 0.04);
    assertThat(report.gap(full).approximation().mean()).isBetween(-0.01, 0.02);
    agree(report.gap(full).amortization(), Estimate.ofDifference(truth, own), 0.04);
    for (GapReport.FamilyGap family : report.families()) {
      assertThat(report.gap(family).ordered(2)).isTrue();
      assertThat(family.optimisation().mean()).isBetween(-0.005, 0.02);
      assertThat(family.startSpread().mean()).isBetween(0.0, 0.1);
      assertThat(family.gradientNorm().mean()).isLessThan(0.6);
    }
    // Noise that all ELBOs share leaves the richer family above the poorer for almost every point.
    long richerAbove =
        IntStream.range(0, POINTS)
            .filter(i -> full.elboOptimal()[i] > diagonal.elboOptimal()[i])
            .count();
    assertThat(richerAbove).isGreaterThan(POINTS * 9 / 10);
    assertThat(report.unreliable()).isEmpty();
  }

  /// Means over 10,000 samples of each of 40 points: their noise, below 0.01, is well below the
  /// tolerance.
  private static void agree(Estimate estimate, Estimate truth, double tolerance) {
    assertThat(estimate.mean()).isCloseTo(truth.mean(), Offset.offset(tolerance));
  }

  @Test
  void anEstimatorFromAFamilyThatIsNotComparedIsRefused() {
    assertThatThrownBy(
            () ->
                new GapDecomposition(
                    List.of(DIAGONAL),
                    List.of(new EvidenceEstimator.FromOptimum(FULL, 10)),
                    decomposition().optimiser(),
                    10,
                    1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("full-covariance Gaussian");
  }
}
