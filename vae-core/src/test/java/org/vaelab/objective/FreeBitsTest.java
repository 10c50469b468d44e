package org.vaelab.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Agreement;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.PlanExecutor;
import org.vaelab.graph.Results;
import org.vaelab.model.LinearGaussian;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class FreeBitsTest {
  private static final int DATA = 4;
  private static final int LATENT = 3;
  private static final int BATCH = 5;
  private static final int SAMPLES = 2;
  private static final LinearGaussian MODEL = new LinearGaussian(DATA, LATENT);
  private static final PosteriorFamily FAMILY = new DiagonalGaussianFamily();

  private static Graph graph(DataType type, PosteriorFamily family, Objective objective) {
    Graph graph = new Graph(type);
    Bound bound =
        objective.bound(
            graph,
            MODEL,
            family.posterior(graph, family.phi(graph, LATENT), LATENT),
            MODEL.data(graph),
            family.noise(graph, LATENT),
            SAMPLES);
    graph.output("value", bound.value());
    graph.output("trained", bound.trained());
    graph.objective(bound.trained().mean());
    return graph;
  }

  /// The first latent dimension carries nothing, the second much, the third a little.
  private static float[] phi(SplittableRandom random) {
    float[] phi = new float[BATCH * 2 * LATENT];
    for (int i = 0; i < BATCH; i++) {
      float[] scales = {0.1f, 2, 0.5f};
      for (int d = 0; d < LATENT; d++) {
        phi[i * 2 * LATENT + d] = (float) (scales[d] * random.nextGaussian());
        phi[i * 2 * LATENT + LATENT + d] = (float) (-scales[d] + 0.1 * random.nextGaussian());
      }
    }
    return phi;
  }

  /// Mean KL(q_d ‖ N(0, 1)) over the batch.
  private static double[] divergences(float[] phi) {
    double[] means = new double[LATENT];
    for (int i = 0; i < BATCH; i++) {
      for (int d = 0; d < LATENT; d++) {
        double mean = phi[i * 2 * LATENT + d];
        double logScale = phi[i * 2 * LATENT + LATENT + d];
        means[d] += (0.5 * (mean * mean + Math.exp(2 * logScale) - 1) - logScale) / BATCH;
      }
    }
    return means;
  }

  private record Means(double[] values, double trained) {}

  private static Means means(Objective objective, float beta) {
    SplittableRandom random = new SplittableRandom(2);
    float[] phi = phi(random);
    try (Parameters theta =
            Parameters.initial(
                MODEL.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.DOUBLE);
        CompiledGraph compiled =
            GraphExecutor.standard()
                .compile(
                    graph(DataType.DOUBLE, FAMILY, objective),
                    List.of("value", "trained"),
                    List.of());
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      inputs
          .share(theta)
          .share("x", GradientCheck.normal(random, 1, BATCH, DATA))
          .share("noise", GradientCheck.normal(random, 1, SAMPLES * BATCH, LATENT))
          .set(PosteriorFamily.PHI, phi, BATCH, 2 * LATENT)
          .set(Objective.KL_WEIGHT, new float[] {beta}, 1);
      Results results = compiled.run(inputs);
      return new Means(
          results.output("value").dup('c').data().asDouble(),
          Arrays.stream(results.output("trained").dup('c').data().asDouble())
              .average()
              .orElseThrow());
    }
  }

  @Test
  void eachDimensionCountsForTheFreeNatsAtLeast() {
    double[] divergences = divergences(phi(new SplittableRandom(2)));
    assertThat(divergences[0]).isLessThan(0.1);
    assertThat(divergences[1]).isGreaterThan(1);
    assertThat(divergences[2]).isBetween(0.1, 0.5);
    double reconstruction = means(Elbo.standard(), 0).trained;
    for (double free : new double[] {0, 0.1, 0.6, 30}) {
      double counted = 0;
      for (double divergence : divergences) {
        counted += Math.max(free, divergence);
      }
      for (float beta : new float[] {0, 1, 3}) {
        assertThat(means(new FreeBits(free), beta).trained)
            .as("λ = %s, β = %s", free, beta)
            .isCloseTo(reconstruction - beta * counted, Offset.offset(1e-5));
      }
    }
  }

  @Test
  void theBoundThatIsReportedIsTheElbo() {
    assertThat(means(new FreeBits(0.6), 3).values)
        .containsExactly(means(new Elbo(Elbo.Form.KL), 1).values, Offset.offset(1e-12));
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    SplittableRandom random = new SplittableRandom(2);
    INDArray phi = GradientCheck.normal(random, 0, BATCH, 2 * LATENT);
    float[] values = phi(random);
    for (int i = 0; i < values.length; i++) {
      phi.putScalar(i, values[i]);
    }
    INDArray weight = GradientCheck.normal(random, 0, 1);
    weight.putScalar(0, 0.7);
    new GradientCheck()
        .with("x", GradientCheck.normal(random, 1, BATCH, DATA))
        .with("noise", GradientCheck.normal(random, 1, SAMPLES * BATCH, LATENT))
        .with(PosteriorFamily.PHI, phi)
        .with(Objective.KL_WEIGHT, weight)
        .withParameters(MODEL.parameters(), random)
        .verify(
            new PlanExecutor(),
            graph(DataType.DOUBLE, FAMILY, new FreeBits(0.6)),
            List.of(PosteriorFamily.PHI, MODEL.parameters().getFirst().name()));
  }

  @Test
  void agreesWithSameDiffForOnePointToo() {
    List<String> names = MODEL.parameters().stream().map(ParameterSpec::name).toList();
    new Agreement(
            type -> graph(type, FAMILY, new FreeBits(0.1)), List.of("value", "trained"), names)
        .verify(SAMPLES, 6, 1);
  }

  @Test
  void whatHasNoDivergencePerDimensionIsRefused() {
    assertThatThrownBy(() -> graph(DataType.FLOAT, new FullCovarianceFamily(), new FreeBits(0.1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("CorrelatedGaussian")
        .hasMessageContaining("each latent dimension");
    assertThatThrownBy(() -> new FreeBits(-1)).hasMessageContaining("not -1.0");
  }
}
