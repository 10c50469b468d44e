package org.vaelab.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.evidence.annealing.AnnealedEstimates;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.LinearGaussian;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// Repetitions of an estimate of one log p(x), as so many data points that are all alike but for
/// their noise.
class UnbiasednessTest {
  private static final int REPETITIONS = 4000;
  private static final LinearGaussian MODEL = new LinearGaussian(3, 1);
  private static final float[] X = {1, 0.5f, -0.5f};
  private static final NoiseSource<Purpose.Evaluation> NOISE =
      NoiseSource.of(12, Purpose.EVALUATION);

  private static Parameters theta;
  private static Session session;
  private static double truth;

  @BeforeAll
  static void setUp() {
    theta =
        Parameters.of(
            MODEL.parameters(),
            Map.of(
                "linear.W", new float[] {1, 0.8f, 0.3f},
                "linear.b", new float[3],
                "linear.logScale", new float[] {-0.3f}));
    session = new Session(GraphExecutor.standard(), MODEL, theta);
    truth = MODEL.exact(theta.values()).marginal().logProb(new double[] {1, 0.5, -0.5});
  }

  @AfterAll
  static void free() {
    session.close();
    theta.close();
  }

  /// q is the prior here: wider than the posterior, so that the weights are bounded.
  private static LocalPosteriors prior(int repetitions) {
    float[] x = new float[repetitions * X.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = X[i % X.length];
    }
    return session.prior(Points.all(Observations.ofRows(x, X.length)));
  }

  private static LikelihoodEstimates estimates(int samples) {
    return new ImportanceSampling(samples, samples, REPETITIONS)
        .estimate(session, prior(REPETITIONS), NOISE);
  }

  private static Estimate meanRatio(double[] logEstimates) {
    double[] ratios = new double[logEstimates.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = Math.exp(logEstimates[i] - truth);
    }
    return Estimate.of(ratios);
  }

  /// An unbiased estimate misses the bound of 4 standard errors with probability 6e-5.
  @Test
  void theEstimateOfTheDensityIsUnbiasedAndItsLogarithmIsNot() {
    LikelihoodEstimates estimates = estimates(5);
    Estimate ratio = meanRatio(estimates.logLikelihood());
    assertThat(Math.abs(ratio.mean() - 1)).isLessThan(4 * ratio.standardError());
    assertThat(ratio.standardError()).isLessThan(0.01);
    Estimate log = estimates.meanLogLikelihood();
    assertThat(log.mean()).isLessThan(truth - 4 * log.standardError());
  }

  /// Each step of the curve is a paired mean over 4,000 repetitions. Were it not positive in
  /// expectation, it would pass the bound of 4 standard errors with probability 3e-5.
  @Test
  void theExpectedLogarithmGrowsWithTheNumberOfSamples() {
    List<LikelihoodEstimates.CurvePoint> curve = estimates(50).curve();
    assertThat(curve.stream().map(LikelihoodEstimates.CurvePoint::samples))
        .containsExactly(1, 2, 5, 10, 20, 50);
    for (int point = 1; point < curve.size(); point++) {
      Estimate rise =
          Estimate.ofDifference(
              curve.get(point).logLikelihood(), curve.get(point - 1).logLikelihood());
      assertThat(rise.mean())
          .as("from K = %d to %d", curve.get(point - 1).samples(), curve.get(point).samples())
          .isGreaterThan(4 * rise.standardError());
    }
    Estimate last = Estimate.of(curve.getLast().logLikelihood());
    assertThat(last.mean()).isLessThan(truth + 4 * last.standardError());
  }

  /// Annealing's weights are unbiased however badly its chains mix: here 3 temperatures and one
  /// leapfrog step. The same probability of failing by chance.
  @Test
  void annealedWeightsAreUnbiased() {
    AnnealedEstimates estimates =
        new AnnealedImportanceSampling(3, 1, 1, Schedule.LINEAR, REPETITIONS)
            .estimate(session, prior(REPETITIONS), NOISE);
    Estimate ratio = meanRatio(estimates.logLikelihood());
    assertThat(Math.abs(ratio.mean() - 1)).isLessThan(4 * ratio.standardError());
    assertThat(ratio.standardError()).isLessThan(0.02);
  }
}
