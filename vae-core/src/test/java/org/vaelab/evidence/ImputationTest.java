package org.vaelab.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.vaelab.data.DataException;
import org.vaelab.data.MaskedObservations;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.FullCovarianceGaussian;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.LinearGaussian;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Imputation by a linear-Gaussian model, where all conditionals are Gaussian. Comparisons with a
/// standard error fail by chance with probability 6e-5 (4 standard errors).
class ImputationTest {
  private static final int SAMPLES = 40_000;
  private static final LinearGaussian MODEL = new LinearGaussian(3, 1, true);
  private static final Map<String, float[]> VALUES =
      Map.of(
          "linear.W", new float[] {1.5f, -1, 0.7f},
          "linear.b", new float[] {0.2f, 1, -0.5f},
          "linear.logScale", new float[] {-0.4f});
  private static final float[] ROWS = {1, 0.5f, -1, -0.8f, 2, 0.3f};
  private static final float[] MASKS = {1, 0, 0, 0, 1, 1};

  private static double logProb(FullCovarianceGaussian all, double[] x, int... of) {
    double[] mean = Arrays.stream(of).mapToDouble(d -> all.mean()[d]).toArray();
    double[][] covariance = new double[of.length][of.length];
    for (int a = 0; a < of.length; a++) {
      for (int b = 0; b < of.length; b++) {
        covariance[a][b] = all.covariance()[of[a]][of[b]];
      }
    }
    return FullCovarianceGaussian.of(mean, covariance)
        .logProb(Arrays.stream(of).mapToDouble(d -> x[d]).toArray());
  }

  @Test
  void agreesWithTheConditionalGaussian() {
    MaskedObservations data = MaskedObservations.of(Observations.ofRows(ROWS, 3), MASKS);
    FullCovarianceGaussian all = MODEL.exact(VALUES).marginal();
    double[][] c = all.covariance();
    try (Parameters theta = Parameters.of(MODEL.parameters(), VALUES);
        Session session = new Session(GraphExecutor.standard(), MODEL, theta);
        LocalPosteriors q = session.prior(Points.all(data))) {
      Imputation.Estimates estimates =
          Progress.muted(
              () ->
                  new Imputation(SAMPLES)
                      .estimate(session, q, NoiseSource.of(2, Purpose.EVALUATION)));
      double[] first = {ROWS[0], ROWS[1], ROWS[2]};
      double[] second = {ROWS[3], ROWS[4], ROWS[5]};
      double[] exact = {
        logProb(all, first, 0, 1, 2) - logProb(all, first, 0),
        logProb(all, second, 0, 1, 2) - logProb(all, second, 1, 2)
      };
      for (int i = 0; i < 2; i++) {
        double error = estimates.standardError()[i];
        assertThat(error).isBetween(1e-4, 0.05);
        assertThat(estimates.logLikelihood()[i]).isCloseTo(exact[i], Offset.offset(4 * error));
        assertThat(estimates.effectiveSampleSize()[i]).isBetween(100.0, (double) SAMPLES);
      }
      double slope = (ROWS[0] - all.mean()[0]) / c[0][0];
      assertThat((double) estimates.mean()[0][1])
          .isCloseTo(all.mean()[1] + c[1][0] * slope, Offset.offset(0.03));
      assertThat((double) estimates.mean()[0][2])
          .isCloseTo(all.mean()[2] + c[2][0] * slope, Offset.offset(0.03));
    }
  }

  /// Many copies of a point: each resamples one z of its own, and their mean is that of the
  /// posterior.
  @Test
  void resamplesByWeight() {
    int copies = 400;
    float[] rows = new float[copies * 3];
    for (int i = 0; i < copies; i++) {
      System.arraycopy(ROWS, 0, rows, i * 3, 3);
    }
    MaskedObservations data =
        MaskedObservations.of(Observations.ofRows(rows, 3), new float[] {1, 0, 0});
    try (Parameters theta = Parameters.of(MODEL.parameters(), VALUES);
        Session session = new Session(GraphExecutor.standard(), MODEL, theta);
        LocalPosteriors q = session.prior(Points.all(data))) {
      float[][] drawn =
          Progress.muted(
                  () ->
                      new Imputation(200)
                          .estimate(session, q, NoiseSource.of(3, Purpose.EVALUATION)))
              .drawn();
      // p(z | x_0) = N(m, v): E[x_1 | z] = b_1 + w_1 z.
      double scale = Math.exp(2 * VALUES.get("linear.logScale")[0]);
      double v = 1 / (1 + 1.5 * 1.5 / scale);
      double m = v * 1.5 * (ROWS[0] - 0.2f) / scale;
      double mean = Arrays.stream(drawn).mapToDouble(x -> x[1]).average().orElseThrow();
      double square =
          Arrays.stream(drawn)
              .mapToDouble(x -> Math.pow(x[1] - (1 - m), 2))
              .average()
              .orElseThrow();
      assertThat(mean).isCloseTo(1 - m, Offset.offset(4 * Math.sqrt(v / copies)));
      assertThat(square).isCloseTo(v, Offset.offset(4 * v * Math.sqrt(2.0 / copies)));
    }
  }

  @Test
  void refusesDataWithoutAMask() {
    try (Parameters theta = Parameters.of(MODEL.parameters(), VALUES);
        Session session = new Session(GraphExecutor.standard(), MODEL, theta);
        LocalPosteriors q = session.prior(Points.all(Observations.ofRows(ROWS, 3)))) {
      assertThatThrownBy(
              () -> new Imputation(5).estimate(session, q, NoiseSource.of(2, Purpose.EVALUATION)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("no mask");
    }
  }
}
