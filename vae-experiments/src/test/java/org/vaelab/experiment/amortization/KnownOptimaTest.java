package org.vaelab.experiment.amortization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vaelab.MutedProgress;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.ExactLinearGaussian;
import org.vaelab.model.FixedModel;
import org.vaelab.model.LinearGaussian;
import org.vaelab.network.Activation;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// A linear-Gaussian model, whose φ* is known: with the posterior N(m, C), m linear in x and C the
/// same for all x, it is μ* = m and σ*² = 1 / (C⁻¹)_dd (Bishop 2006, section 10.1.2). The map from
/// x to φ* is linear, so that an encoder without hidden layers can be exact.
@ExtendWith(MutedProgress.class)
class KnownOptimaTest {
  private static final int POINTS = 150;
  private static final int DATA = 3;
  private static final int SAMPLES = 400;
  private static final double SCALE = 0.8;

  // Rows that are not orthogonal: the posterior is correlated, and no q of the family is exact.
  private static final float[] WEIGHTS = {1, 0.5f, -1, 0.6f, 1, 0.2f};
  private static final LinearGaussian MODEL = new LinearGaussian(DATA, 2);
  private static final Map<String, float[]> THETA =
      Map.of(
          "linear.W", WEIGHTS,
          "linear.b", new float[] {0.5f, -0.5f, 0},
          "linear.logScale", new float[] {(float) Math.log(SCALE)});
  private static final ExactLinearGaussian EXACT = MODEL.exact(THETA);
  private static final Amortized ENCODER =
      new Amortized(new DiagonalGaussianFamily(), DATA, 2, List.of(), Activation.TANH);

  /// The posterior's precision, I + WWᵀ/s².
  private static final double[][] PRECISION = precision();

  private static double[][] precision() {
    double[][] precision = {{1, 0}, {0, 1}};
    for (int a = 0; a < 2; a++) {
      for (int b = 0; b < 2; b++) {
        for (int d = 0; d < DATA; d++) {
          precision[a][b] += WEIGHTS[a * DATA + d] * WEIGHTS[b * DATA + d] / (SCALE * SCALE);
        }
      }
    }
    return precision;
  }

  private static double[] mean(double... x) {
    return EXACT.posterior(x).mean();
  }

  /// λ of the exact encoder, whose μ is displaced.
  private static Map<String, float[]> lambda(double[] displaced) {
    double[] atZero = mean(0, 0, 0);
    float[] weights = new float[DATA * 4];
    for (int d = 0; d < DATA; d++) {
      double[] x = new double[DATA];
      x[d] = 1;
      for (int z = 0; z < 2; z++) {
        weights[d * 4 + z] = (float) (mean(x)[z] - atZero[z]);
      }
    }
    float[] bias = new float[4];
    for (int z = 0; z < 2; z++) {
      bias[z] = (float) (atZero[z] + displaced[z]);
      bias[2 + z] = (float) (-0.5 * Math.log(PRECISION[z][z]));
    }
    return Map.of("encoder.W0", weights, "encoder.b0", bias);
  }

  private record Found(Optima optima, Encoded encoded, float[] x) {}

  private static Found found(double[] displaced) {
    SplittableRandom random = new SplittableRandom(8);
    float[] rows = new float[POINTS * DATA];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) (1.5 * random.nextGaussian());
    }
    LocalOptimisation optimisation =
        LocalOptimisation.ofSteps(300, 10, new LearningRate.Cosine(0.1, 0.01))
            .by(new Adam(0.9, 0.9, 1e-8));
    Points points = Points.all(Observations.ofRows(rows, DATA));
    try (Parameters theta = Parameters.of(MODEL.parameters(), THETA);
        Parameters encoder = Parameters.of(ENCODER.parameters(), lambda(displaced));
        Session session =
            new Session(GraphExecutor.standard(), new FixedModel(MODEL, theta), encoder);
        LocalPosteriors q =
            session.infer(ENCODER, points, NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION))) {
      return new Found(
          Optima.of("all", session, q, optimisation, SAMPLES, 1),
          Encoded.of("exact", "all", session, q, SAMPLES, 1),
          rows);
    }
  }

  @Test
  void theOptimaAreTheKnownOnes() {
    Found found = found(new double[] {0, 0});
    for (double[] phi : List.of(found.optima().phi(), found.optima().other())) {
      for (int i = 0; i < POINTS; i++) {
        int row = i;
        double[] mean =
            mean(IntStream.range(0, DATA).mapToDouble(d -> found.x()[row * DATA + d]).toArray());
        for (int z = 0; z < 2; z++) {
          assertThat(phi[i * 4 + z]).isCloseTo(mean[z], Offset.offset(0.1));
          assertThat(phi[i * 4 + 2 + z])
              .isCloseTo(-0.5 * Math.log(PRECISION[z][z]), Offset.offset(0.15));
        }
      }
    }
  }

  @Test
  void anExactLinearEncoderExplainsAllAndHasNoGap() {
    Found found = found(new double[] {0, 0});
    Regression regression = Regression.of(found.optima(), found.encoded(), 2);
    assertThat(regression.means().mean()).isGreaterThan(0.999);
    assertThat(regression.dimensions())
        .allSatisfy(d -> assertThat(d.slope()).isCloseTo(1, Offset.offset(0.01)));
    Estimate gap = found.optima().gap(found.encoded());
    assertThat(gap.mean()).isCloseTo(0, Offset.offset(0.005));
  }

  /// Where μ is displaced by δ from μ*, the bound is lower by ½δᵀC⁻¹δ. By chance the mean is 4
  /// standard errors off with probability 6e-5; what the search lacks is below 0.005.
  @Test
  void theGapOfADisplacedEncoderIsKnown() {
    double[] displaced = {0.3, -0.2};
    Found found = found(displaced);
    double gap = 0;
    for (int a = 0; a < 2; a++) {
      for (int b = 0; b < 2; b++) {
        gap += 0.5 * displaced[a] * PRECISION[a][b] * displaced[b];
      }
    }
    Estimate measured = found.optima().gap(found.encoded());
    assertThat(measured.mean()).isCloseTo(gap, Offset.offset(0.005 + 4 * measured.standardError()));
    assertThat(4 * measured.standardError()).isLessThan(0.3 * gap);
  }
}
