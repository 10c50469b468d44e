package org.vaelab.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.ScoreFunction;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.OpenArrays;
import org.vaelab.graph.Parameters;
import org.vaelab.model.ExactLinearGaussian;
import org.vaelab.model.LinearGaussian;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.Lbfgs;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.optimisation.Optimiser;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// L-BFGS on common random numbers in a linear-Gaussian model: of the posterior N(m, C) the best
/// diagonal q has μ* = m and σ*² = 1 / (C⁻¹)_dd, the same for all x (Bishop 2006, section 10.1.2),
/// and L\[q*] − L\[q] is a difference of divergences of Gaussians.
class CommonNoiseTest {
  private static final int DATA = 3;
  private static final int POINTS = 12;
  private static final double SCALE = 0.8;
  private static final float[] WEIGHTS = {1, 0.5f, -1, 0.6f, 1, 0.2f};
  private static final PosteriorFamily FAMILY = new DiagonalGaussianFamily();
  private static final LinearGaussian MODEL = new LinearGaussian(DATA, 2);
  private static final Map<String, float[]> THETA =
      Map.of(
          "linear.W", WEIGHTS,
          "linear.b", new float[] {0.5f, -0.5f, 0},
          "linear.logScale", new float[] {(float) Math.log(SCALE)});
  private static final ExactLinearGaussian EXACT = MODEL.exact(THETA);
  private static final NoiseSource<Purpose.LocalOptimisation> NOISE =
      NoiseSource.of(6, Purpose.LOCAL_OPTIMISATION);
  private static final float[] X = normal();
  private static final Points ALL = Points.all(Observations.ofRows(X, DATA));

  private final Parameters theta = Parameters.of(MODEL.parameters(), THETA);
  private final Session session = new Session(GraphExecutor.standard(), MODEL, theta);

  @AfterEach
  void close() {
    session.close();
    theta.close();
  }

  private static float[] normal() {
    SplittableRandom random = new SplittableRandom(8);
    float[] rows = new float[POINTS * DATA];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) (1.5 * random.nextGaussian());
    }
    return rows;
  }

  /// (C⁻¹)_ab, of I + WWᵀ/s².
  private static double precision(int a, int b) {
    double sum = a == b ? 1 : 0;
    for (int d = 0; d < DATA; d++) {
      sum += WEIGHTS[a * DATA + d] * WEIGHTS[b * DATA + d] / (SCALE * SCALE);
    }
    return sum;
  }

  /// L\[q*] − L\[q], a mean over the points, of rows (μ, log σ): ½ (μ − m)ᵀC⁻¹(μ − m), and for
  /// each dimension ½ (r − 1 − log r), r = σ²/σ*².
  private static double below(float[] rows) {
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      double[] x = new double[DATA];
      Arrays.setAll(x, new Row(i)::value);
      double[] mean = EXACT.posterior(x).mean();
      for (int a = 0; a < 2; a++) {
        double ratio = Math.exp(2 * rows[4 * i + 2 + a]) * precision(a, a);
        sum += 0.5 * (ratio - 1 - Math.log(ratio));
        for (int b = 0; b < 2; b++) {
          sum += 0.5 * (rows[4 * i + a] - mean[a]) * precision(a, b) * (rows[4 * i + b] - mean[b]);
        }
      }
    }
    return sum / POINTS;
  }

  private record Row(int i) {
    double value(int d) {
      return X[i * DATA + d];
    }
  }

  private static LocalOptimisation optimisation(
      Optimiser optimiser, int steps, int samples, double rate) {
    return new LocalOptimisation(
        steps, samples, new LearningRate.Constant(rate), 1, Double.NEGATIVE_INFINITY, optimiser);
  }

  /// φ before each step and after the last.
  private List<float[]> path(LocalOptimisation optimisation) {
    List<float[]> path = new ArrayList<>();
    try (PhiTable phi = PhiTable.initial(FAMILY, 2, ALL.ids(), NOISE)) {
      session.feed(ALL);
      LocalOptimiser.of(session, FAMILY, optimisation)
          .optimise(ALL.ids(), phi, 1, NOISE, 1, step -> path.add(phi.rows()));
      path.add(phi.rows());
    }
    return path;
  }

  /// Gradients until the mean L\[q] is as near to L\[q*] as asked for.
  private static int gradients(List<float[]> path, double within) {
    for (int t = 0; t < path.size(); t++) {
      if (below(path.get(t)) < within) {
        return t;
      }
    }
    return Integer.MAX_VALUE;
  }

  /// The noise that is optimised on shifts the optimum by less than 1/K nats, 5e-5. Adam has fresh
  /// noise of as many samples in each step, and the best of four rates.
  @Test
  void theKnownOptimumIsReachedInFewerGradientsThanByAdam() {
    int samples = 20_000;
    List<float[]> path = path(optimisation(Lbfgs.standard(), 25, samples, 0.5));
    assertThat(below(path.getFirst())).isGreaterThan(0.3);
    assertThat(below(path.getLast())).isBetween(0.0, 1e-4);
    int ofLbfgs = gradients(path, 1e-4);
    int ofAdam =
        Arrays.stream(new double[] {0.03, 0.1, 0.3, 1})
            .mapToInt(
                rate ->
                    gradients(
                        path(optimisation(new Adam(0.9, 0.9, 1e-8), 60, samples, rate)), 1e-4))
            .min()
            .orElseThrow();
    assertThat(ofLbfgs).isLessThan(ofAdam);
  }

  /// On noise that changes from step to step it would fall again and again. One sample has no other
  /// to be coupled with, and is that of the visit's first step.
  @Test
  void theBoundOnTheCommonNoiseNeverFalls() {
    try (PhiTable phi = PhiTable.initial(FAMILY, 2, ALL.ids(), NOISE);
        PhiTable same = PhiTable.initial(FAMILY, 2, ALL.ids(), NOISE)) {
      double[] bounds =
          LocalOptimiser.of(session, FAMILY, optimisation(Lbfgs.standard(), 40, 1, 0.5))
              .optimise(ALL, phi, NOISE, 4)
              .windows();
      assertThat(bounds).hasSize(40);
      for (int t = 1; t < bounds.length; t++) {
        assertThat(bounds[t]).isGreaterThanOrEqualTo(bounds[t - 1] - 1e-5);
      }
      assertThat(bounds[39]).isGreaterThan(bounds[0] + 0.3);
      double[] first =
          LocalOptimiser.of(session, FAMILY, optimisation(Adam.standard(), 1, 1, 1e-9))
              .optimise(ALL, same, NOISE, 4)
              .windows();
      assertThat(bounds[0]).isCloseTo(first[0], Offset.offset(1e-5));
      // Where it ends, the gradient on that noise is zero.
      double[] norms =
          LocalOptimiser.of(session, FAMILY, optimisation(Adam.standard(), 1, 1, 1e-9))
              .gradientNorms(ALL, phi, NOISE, 4, 1);
      assertThat(Arrays.stream(norms).max().orElseThrow()).isLessThan(2e-3);
    }
  }

  /// A block of samples is balanced: on it the mean that is best for a quadratic log-joint is the
  /// posterior's own, with as few samples as twice the dimensions.
  @Test
  void coupledSamplesLeaveTheMeanExact() {
    float[] rows = path(optimisation(Lbfgs.standard(), 40, 4, 0.5)).getLast();
    for (int i = 0; i < POINTS; i++) {
      double[] x = new double[DATA];
      Arrays.setAll(x, new Row(i)::value);
      double[] mean = EXACT.posterior(x).mean();
      for (int a = 0; a < 2; a++) {
        assertThat(rows[4 * i + a]).isCloseTo((float) mean[a], Offset.offset(2e-3f));
      }
    }
  }

  @Test
  void eachPointIsOptimisedAsIfAlone() {
    LocalOptimiser optimiser =
        LocalOptimiser.of(session, FAMILY, optimisation(Lbfgs.standard(), 8, 5, 0.5));
    try (PhiTable together = PhiTable.initial(FAMILY, 2, ALL.ids(), NOISE)) {
      optimiser.optimise(ALL, together, NOISE, 2);
      for (int i = 0; i < POINTS; i++) {
        Points one = ALL.slice(i, i + 1);
        try (PhiTable alone = PhiTable.initial(FAMILY, 2, one.ids(), NOISE)) {
          optimiser.optimise(one, alone, NOISE, 2);
          float[] row = together.row(i);
          for (int p = 0; p < row.length; p++) {
            assertThat(alone.row(0)[p]).isCloseTo(row[p], Offset.offset(1e-3f));
          }
        }
      }
    }
  }

  @Test
  void nothingStaysOpenAndTheTableIsTheInput() {
    LocalOptimiser optimiser =
        LocalOptimiser.of(session, FAMILY, optimisation(Lbfgs.standard(), 5, 4, 0.5));
    try (PhiTable phi = PhiTable.initial(FAMILY, 2, ALL.ids(), NOISE)) {
      optimiser.optimise(ALL, phi, NOISE, 1);
      long before = OpenArrays.bytes();
      for (int visit = 2; visit < 30; visit++) {
        optimiser.optimise(ALL, phi, NOISE, visit);
      }
      assertThat(OpenArrays.bytes()).isEqualTo(before);
    }
  }

  @Test
  void whatHasNoDerivativeOrKeepsNoMomentsIsRefused() {
    LocalOptimisation optimisation = optimisation(Lbfgs.standard(), 2, 2, 0.5);
    try (PhiTable phi = PhiTable.initial(FAMILY, 2, ALL.ids(), NOISE)) {
      LocalOptimiser score = LocalOptimiser.of(session, FAMILY, new ScoreFunction(), optimisation);
      assertThatThrownBy(() -> score.optimise(ALL, phi, NOISE, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("derivative of the bound itself");
      LocalOptimiser.of(session, FAMILY, GradientEstimator.standard(), optimisation)
          .optimise(ALL, phi, NOISE, 1);
    }
    assertThatThrownBy(() -> new InnerLoop(optimisation, InnerLoop.Start.CONTINUED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no moments");
  }
}
