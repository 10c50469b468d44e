package org.vaelab.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.BernoulliFamily;
import org.vaelab.distribution.BernoulliPrior;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.exact.DiscretePosterior;
import org.vaelab.evidence.exact.Enumeration;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.Results;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.objective.Bound;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.Iwae;
import org.vaelab.objective.Objective;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Bounds, estimators and gradients of a sigmoid belief network of three hidden bits against sums
/// over all of their values. Each comparison with a standard error fails by chance with probability
/// 6e-5 (4 standard errors); the seeds are fixed.
class DiscreteGradientTest {
  private static final int BITS = 3;
  private static final int DATA = 4;
  private static final int DRAWS = 40_000;
  private static final float[] X = {1, 0, 0, 1};
  private static final float[] PHI = {0.4f, -0.8f, 0.2f};
  private static final float[] PRIOR = {0.5f, -1, 0.2f};
  private static final BernoulliFamily FAMILY = new BernoulliFamily();
  private static final Vae MODEL =
      new Vae(
          DATA,
          new BernoulliPrior(BITS),
          new Mlp("decoder", BITS, List.of(), DATA, Activation.TANH),
          new Likelihood.Bernoulli());
  private static final Parameters THETA =
      Parameters.of(
          MODEL.parameters(),
          Map.of(
              "decoder.W0", new float[] {2, -1, 0.5f, 1, -2, 1, 1, 0.3f, 0.7f, 1.5f, -1, -2},
              "decoder.b0", new float[] {0.2f, -0.3f, 0, 0.5f},
              "prior.logits", PRIOR));
  private static final NoiseSource NOISE = NoiseSource.of(4, Purpose.EVALUATION);
  private static final DiscretePosterior POSTERIOR = posterior();

  private static DiscretePosterior posterior() {
    try (Enumeration enumeration = new Enumeration(GraphExecutor.standard(), MODEL, THETA)) {
      return enumeration.posterior(X);
    }
  }

  @AfterAll
  static void free() {
    THETA.close();
  }

  private static double sigmoid(double a) {
    return 1 / (1 + Math.exp(-a));
  }

  private static double[] q() {
    return IntStream.range(0, POSTERIOR.size())
        .mapToDouble(
            c -> {
              int[] z = POSTERIOR.values(c);
              double p = 1;
              for (int l = 0; l < BITS; l++) {
                p *= sigmoid(z[l] == 1 ? PHI[l] : -PHI[l]);
              }
              return p;
            })
        .toArray();
  }

  /// log p(x, z) − log q(z)
  private static double logWeight(int c) {
    return Math.log(POSTERIOR.probability(c)) + POSTERIOR.logEvidence() - Math.log(q()[c]);
  }

  /// log p(x given z) − β (log q(z) − log p(z))
  private static double signal(int c, double beta) {
    int[] z = POSTERIOR.values(c);
    double logPrior = 0;
    for (int l = 0; l < BITS; l++) {
      logPrior += Math.log(sigmoid(z[l] == 1 ? PRIOR[l] : -PRIOR[l]));
    }
    return logWeight(c) + (1 - beta) * (Math.log(q()[c]) - logPrior);
  }

  private static double exactElbo() {
    double[] q = q();
    return IntStream.range(0, q.length).mapToDouble(c -> q[c] * logWeight(c)).sum();
  }

  private static float[] rows(float[] row) {
    float[] rows = new float[DRAWS * row.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row[i % row.length];
    }
    return rows;
  }

  private static void assertMean(String what, double[] values, double exact) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(variance / (values.length - 1.0) / values.length);
    assertThat(mean).as(what).isCloseTo(exact, Offset.offset(Math.max(1e-5, 4 * error)));
  }

  /// The bound of each of many copies of x, and gradients of their sum.
  private static Map<String, float[]> run(
      GradientEstimator estimator, int samples, double beta, List<String> gradients) {
    Graph graph = new Graph(DataType.FLOAT);
    Bound bound =
        estimator.surrogate(
            graph,
            MODEL,
            FAMILY.posterior(graph, FAMILY.phi(graph, BITS), BITS),
            MODEL.data(graph),
            FAMILY.noise(graph, BITS),
            samples);
    graph.output("bound", bound.value());
    graph.objective(bound.trained().sum());
    return run(graph, samples, beta, gradients);
  }

  private static Map<String, float[]> run(
      Graph graph, int samples, double beta, List<String> gradients) {
    int width = FAMILY.noiseSize(BITS);
    int[] data = IntStream.range(0, DRAWS).toArray();
    try (CompiledGraph compiled =
            GraphExecutor.standard().compile(graph, List.of("bound"), gradients);
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs
          .share(THETA)
          .set("x", rows(X), DRAWS, DATA)
          .set(PosteriorFamily.PHI, rows(PHI), DRAWS, BITS)
          .set(Objective.KL_WEIGHT, new float[] {(float) beta}, 1)
          .set(
              PosteriorFamily.NOISE,
              NOISE.gaussian(0, data, 0, samples, width),
              (long) samples * DRAWS,
              width);
      Results results = compiled.run(inputs);
      Map<String, float[]> values = new HashMap<>();
      values.put("bound", HostArrays.floats(results.output("bound")));
      gradients.forEach(name -> values.put(name, HostArrays.floats(results.gradient(name))));
      return values;
    }
  }

  /// ∂ELBO/∂φ_l = Σ_z q(z) (z_l − σ(φ_l)) f(z), since E[∇ log q] = 0.
  @ParameterizedTest
  @CsvSource({"1, 1", "3, 1", "3, 0.4"})
  void theScoreFunctionIsUnbiased(int samples, double beta) {
    Map<String, float[]> gradients =
        run(new ScoreFunction(), samples, beta, List.of(PosteriorFamily.PHI, "prior.logits"));
    double[] q = q();
    for (int l = 0; l < BITS; l++) {
      int bit = l;
      double exact =
          IntStream.range(0, q.length)
              .mapToDouble(
                  c -> q[c] * (POSTERIOR.values(c)[bit] - sigmoid(PHI[bit])) * signal(c, beta))
              .sum();
      float[] phi = gradients.get(PosteriorFamily.PHI);
      assertMean(
          "φ " + l,
          IntStream.range(0, DRAWS).mapToDouble(i -> phi[i * BITS + bit]).toArray(),
          exact);
      // Of the prior's logit b: β (E_q[z] − σ(b)), the mean of K·DRAWS bits.
      double deviation = Math.sqrt(sigmoid(PHI[l]) * sigmoid(-PHI[l]) / samples / DRAWS);
      assertThat(gradients.get("prior.logits")[l] / (double) DRAWS)
          .isCloseTo(
              beta * (sigmoid(PHI[l]) - sigmoid(PRIOR[l])), Offset.offset(4 * beta * deviation));
    }
  }

  @ParameterizedTest
  @EnumSource(Elbo.Form.class)
  void everyFormOfTheElboHasTheExactExpectation(Elbo.Form form) {
    Graph graph = new Graph(DataType.FLOAT);
    graph.output("bound", bound(graph, new Elbo(form), 2));
    float[] bounds = run(graph, 2, 1, List.of()).get("bound");
    assertMean(
        form.name(), IntStream.range(0, DRAWS).mapToDouble(i -> bounds[i]).toArray(), exactElbo());
  }

  private static SDVariable bound(Graph graph, Objective objective, int samples) {
    Posterior q = FAMILY.posterior(graph, FAMILY.phi(graph, BITS), BITS);
    return objective
        .bound(graph, MODEL, q, MODEL.data(graph), FAMILY.noise(graph, BITS), samples)
        .value();
  }

  /// E[exp(log p̂_K)] = p(x), and log p = ELBO + KL(q ‖ posterior).
  @Test
  void theImportanceWeightedBoundIsTheLogOfAnUnbiasedEstimate() {
    Graph graph = new Graph(DataType.FLOAT);
    graph.output("bound", bound(graph, new Iwae(), 5));
    float[] bounds = run(graph, 5, 1, List.of()).get("bound");
    double evidence = Math.exp(POSTERIOR.logEvidence());
    assertMean(
        "p̂", IntStream.range(0, DRAWS).mapToDouble(i -> Math.exp(bounds[i])).toArray(), evidence);
    double mean = IntStream.range(0, DRAWS).mapToDouble(i -> bounds[i]).average().orElseThrow();
    assertThat(mean).isBetween(exactElbo(), POSTERIOR.logEvidence());
    assertThat(exactElbo() + POSTERIOR.divergence(q()))
        .isCloseTo(POSTERIOR.logEvidence(), Offset.offset(1e-9));
  }

  @Test
  void importanceSamplingFindsTheExactLogLikelihood() {
    Points one = Points.all(Observations.ofRows(X, X.length));
    try (Session session = new Session(GraphExecutor.standard(), MODEL, THETA)) {
      for (LocalPosteriors q :
          List.of(LocalPosteriors.of(one, FAMILY, MODEL.latentSize(), PHI), session.prior(one))) {
        LikelihoodEstimates estimates = ImportanceSampling.of(20_000).estimate(session, q, NOISE);
        assertThat(estimates.logLikelihood()[0])
            .isCloseTo(POSTERIOR.logEvidence(), Offset.offset(4 * estimates.standardError()[0]));
      }
    }
  }

  @Test
  void gradientsThroughTheSamplesAreRefusedByName() {
    for (GradientEstimator estimator : List.of(Pathwise.standard(), new StickingTheLanding())) {
      assertThatThrownBy(() -> run(estimator, 1, 1, List.of(PosteriorFamily.PHI)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("FactorisedBernoulli")
          .hasMessageContaining("score function");
    }
    float[] standard =
        run(GradientEstimator.standard(), 2, 1, List.of(PosteriorFamily.PHI))
            .get(PosteriorFamily.PHI);
    assertThat(standard)
        .isEqualTo(
            run(new ScoreFunction(), 2, 1, List.of(PosteriorFamily.PHI)).get(PosteriorFamily.PHI));
  }
}
