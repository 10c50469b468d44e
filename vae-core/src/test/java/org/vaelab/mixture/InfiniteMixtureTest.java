package org.vaelab.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.vaelab.evidence.exact.Quadrature;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Session;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class InfiniteMixtureTest {
  private static final double[][] A = {{3, -1}, {1, 2}};
  private static final double[] C = {0.5, -1};
  private static final double[][] B = {{-2, 1}, {0.5, 3}};
  private static final double[] D = {0.25, -0.5};
  private static final InfiniteMixture LECTURE = new InfiniteMixture(A, C, B, D, 1);
  private static final double[][] POINTS = {{0, 0}, {1, 1}, {-2, 3}, {0.25, -4}};

  /// The same model as a graph, its log p(x) by the quadrature of the posterior's own grid.
  @Test
  void theDensityIsThatOfTheVae() {
    Vae vae = new Vae(2, 2, List.of(), Activation.TANH, new Likelihood.LectureGaussian());
    float[] weights = new float[8];
    float[] bias = new float[4];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        weights[j * 4 + i] = (float) A[i][j];
        weights[j * 4 + 2 + i] = (float) B[i][j];
      }
      bias[i] = (float) C[i];
      bias[2 + i] = (float) D[i];
    }
    double[] logProb = LECTURE.quadrature(65).logProb(POINTS);
    try (Parameters theta =
            Parameters.of(vae.parameters(), Map.of("decoder.W0", weights, "decoder.b0", bias));
        Session session = new Session(GraphExecutor.standard(), vae, theta);
        Quadrature quadrature = new Quadrature(session, 1e-9)) {
      for (int n = 0; n < POINTS.length; n++) {
        float[] x = {(float) POINTS[n][0], (float) POINTS[n][1]};
        assertThat(logProb[n])
            .isCloseTo(quadrature.posterior(x).logEvidence().value(), Offset.offset(1e-6));
      }
    }
  }

  @Test
  void moreNodesChangeNothing() {
    double[] finer = LECTURE.quadrature(201).logProb(POINTS);
    assertThat(LECTURE.quadrature(65).logProb(POINTS)).containsExactly(finer, Offset.offset(1e-7));
  }

  /// E[μ(z)] by one latent variable whose sigmoid is odd around 1/2.
  @Test
  void momentsOfASymmetricModel() {
    InfiniteMixture symmetric =
        new InfiniteMixture(
            new double[][] {{2}}, new double[] {0}, new double[][] {{0}}, new double[] {0}, 6);
    GaussianMixture mixture = symmetric.quadrature(129);
    double mean = 0;
    for (int k = 0; k < mixture.components(); k++) {
      mean += mixture.weights()[k] * mixture.means()[k][0];
    }
    assertThat(mean).isCloseTo(3, Offset.offset(1e-12));
    assertThat(symmetric.mean(new double[] {0})).containsExactly(3);
    assertThat(symmetric.variances(new double[] {7})).containsExactly(Math.exp(0.5));
  }

  /// The mean of the densities of many mixtures of three is p(x): each within five standard errors,
  /// which chance exceeds with a probability of 6e-7 per point. The seed is fixed.
  @Test
  void drawnMixturesAreUnbiasedAndGrowByComponents() {
    double[] truth = LECTURE.quadrature(65).logProb(POINTS);
    NoiseSource<Purpose.Sampling> noise = NoiseSource.of(3, Purpose.SAMPLING);
    int count = 4000;
    for (int n = 0; n < POINTS.length; n++) {
      double sum = 0;
      double squares = 0;
      for (int r = 0; r < count; r++) {
        double density = Math.exp(LECTURE.drawn(3, noise.part(r)).logProb(POINTS[n]));
        sum += density;
        squares += density * density;
      }
      double mean = sum / count;
      double error = Math.sqrt((squares / count - mean * mean) / count);
      assertThat(mean).isCloseTo(Math.exp(truth[n]), Offset.offset(5 * error));
    }
    assertThat(LECTURE.drawn(5, noise).means()[2]).isEqualTo(LECTURE.drawn(3, noise).means()[2]);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> new InfiniteMixture(A, new double[1], B, D, 1))
        .hasMessage("A, c, B and d need a row for each dimension of x, not 2, 1, 2 and 2 rows.");
    assertThatThrownBy(() -> new InfiniteMixture(A, C, new double[][] {{1}, {1, 2}}, D, 1))
        .hasMessage("The rows of A and B need a number for each dimension of z, 2.");
    assertThatThrownBy(() -> LECTURE.quadrature(1)).hasMessageContaining("between 2");
    assertThatThrownBy(() -> LECTURE.quadrature(5000))
        .hasMessage(
            "A grid of 5000 nodes along each of 2 dimensions has 2.50e+07 nodes; between 2 along each and 1048576 are possible.");
  }
}
