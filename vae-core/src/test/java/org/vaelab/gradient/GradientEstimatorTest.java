package org.vaelab.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.PriorFamily;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Parameters;
import org.vaelab.model.LinearGaussian;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.Objective;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Gradients of the ELBO with respect to φ on the linear-Gaussian model x = 2z + 1 + ½ε with one
/// latent and one data dimension, where q = N(m, s²) has the ELBO
///
/// −½ log(2π·¼) − ½((x − 2m − 1)² + 4s²)/¼ − ½(m² + s² − 1) + log s
///
/// and so the gradient (4(2(x − 2m − 1)) − m, −16s² − s² + 1) with respect to (m, log s).
class GradientEstimatorTest {
  private static final LinearGaussian MODEL = new LinearGaussian(1, 1);
  private static final DiagonalGaussianFamily FAMILY = new DiagonalGaussianFamily();
  private static final float X = 1.8f;
  private static final int DRAWS = 40_000;

  private static double[] exact(double m, double logS) {
    double variance = Math.exp(2 * logS);
    return new double[] {8 * (X - 2 * m - 1) - m, 1 - 17 * variance};
  }

  static List<GradientEstimator> estimators() {
    return List.of(
        Pathwise.standard(),
        new Pathwise(new Elbo(Elbo.Form.JOINT)),
        new StickingTheLanding(),
        new ScoreFunction());
  }

  /// Independent gradients `[DRAWS, 2]`, each of K samples.
  private static float[] gradients(
      GradientEstimator estimator, PosteriorFamily family, float[] row, int samples) {
    Graph graph = new Graph(DataType.FLOAT);
    graph.objective(
        estimator
            .surrogate(
                graph,
                MODEL,
                family.posterior(graph, family.phi(graph, 1), 1),
                MODEL.data(graph),
                family.noise(graph, 1),
                samples)
            .trained()
            .sum());
    Map<String, float[]> values =
        Map.of(
            "linear.W", new float[] {2},
            "linear.b", new float[] {1},
            "linear.logScale", new float[] {(float) Math.log(0.5)});
    float[] x = new float[DRAWS];
    Arrays.fill(x, X);
    float[] phi = new float[DRAWS * row.length];
    for (int i = 0; i < phi.length; i++) {
      phi[i] = row[i % row.length];
    }
    int[] data = IntStream.range(0, DRAWS).toArray();
    try (Parameters theta = Parameters.of(MODEL.parameters(), values);
        CompiledGraph compiled =
            GraphExecutor.standard().compile(graph, List.of(), List.of(PosteriorFamily.PHI));
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs
          .share(theta)
          .set("x", x, DRAWS, 1)
          .set(PosteriorFamily.PHI, phi, DRAWS, row.length)
          .set(Objective.KL_WEIGHT, new float[] {1}, 1)
          .set(
              PosteriorFamily.NOISE,
              NoiseSource.of(4, Purpose.EVALUATION).gaussian(0, data, 0, samples, 1),
              (long) samples * DRAWS,
              1);
      return HostArrays.floats(compiled.run(inputs).gradient(PosteriorFamily.PHI));
    }
  }

  private static double[] column(float[] gradients, int column) {
    return IntStream.range(0, DRAWS).mapToDouble(i -> gradients[2 * i + column]).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  /// Each comparison fails by chance with probability 6e-5 (4 standard errors).
  @ParameterizedTest
  @MethodSource("estimators")
  void isUnbiased(GradientEstimator estimator) {
    double[] exact = exact(0.3, -0.7);
    for (int samples : new int[] {1, 3}) {
      float[] gradients = gradients(estimator, FAMILY, new float[] {0.3f, -0.7f}, samples);
      for (int i = 0; i < 2; i++) {
        double[] values = column(gradients, i);
        double error = Math.max(1e-5, deviation(values) / Math.sqrt(DRAWS));
        assertThat(mean(values))
            .as("%s, K = %d, %d", estimator.label(), samples, i)
            .isCloseTo(exact[i], Offset.offset(4 * error));
      }
    }
  }

  /// The posterior is N(16(x − 1)/2 / 17, 1/17).
  @Test
  void stickingTheLandingHasNoVarianceAtTheExactPosterior() {
    float[] row = {(float) (8 * (X - 1) / 17), (float) (-0.5 * Math.log(17))};
    float[] landed = gradients(new StickingTheLanding(), FAMILY, row, 1);
    float[] plain = gradients(new Pathwise(new Elbo(Elbo.Form.JOINT)), FAMILY, row, 1);
    for (int i = 0; i < 2; i++) {
      assertThat(deviation(column(landed, i))).isLessThan(1e-3);
      assertThat(deviation(column(plain, i))).isGreaterThan(0.5);
    }
  }

  @Test
  void theScoreFunctionIsNoisierAndItsBaselineHelps() {
    float[] row = {0.3f, -0.7f};
    double pathwise = deviation(column(gradients(Pathwise.standard(), FAMILY, row, 1), 0));
    double alone = deviation(column(gradients(new ScoreFunction(), FAMILY, row, 1), 0));
    double withBaseline = deviation(column(gradients(new ScoreFunction(), FAMILY, row, 4), 0));
    assertThat(alone).isGreaterThan(2 * pathwise);
    assertThat(withBaseline).isLessThan(alone / 2.2); // Without a baseline it would be half.
  }

  @Test
  void aFamilyThatCannotBeDetachedIsRefusedByName() {
    assertThatThrownBy(
            () ->
                gradients(
                    new StickingTheLanding(), new PriorFamily(MODEL.prior()), new float[2], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Sticking the landing");
  }
}
