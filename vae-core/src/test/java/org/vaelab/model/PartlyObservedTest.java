package org.vaelab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.algorithm.Driver;
import org.vaelab.algorithm.StoppingRule;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.BernoulliFamily;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.evidence.exact.DiscretePosterior;
import org.vaelab.evidence.exact.DiscreteProposal;
import org.vaelab.evidence.exact.Enumeration;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.GumbelSoftmax;
import org.vaelab.gradient.ScoreFunction;
import org.vaelab.gradient.Vimco;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.GibbsSampling;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Session;
import org.vaelab.network.Activation;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Hidden bits of a small MADE as latent variables, against sums over all of their values. Each
/// comparison with a standard error fails by chance with probability 6e-5 (4 standard errors).
class PartlyObservedTest {
  private static final GraphExecutor EXECUTOR = GraphExecutor.standard();
  private static final int SIZE = 6;
  private static final Made MADE = new Made(SIZE, List.of(7), Activation.TANH);

  /// In another order than that of the density, with one observed bit between them.
  private static final List<Integer> HIDDEN = List.of(4, 0, 2, 1);

  private static final PartlyObserved MODEL = new PartlyObserved(MADE, HIDDEN);

  /// What stands in hidden places must not be read.
  private static final float[] X = {1, 0, 1, 1, 1, 0};

  private static final Map<String, float[]> VALUES = values();
  private static final Parameters THETA = Parameters.of(MADE.parameters(), VALUES);
  private static final Points POINTS = Points.all(Observations.ofRows(X, SIZE));

  private static Map<String, float[]> values() {
    SplittableRandom random = new SplittableRandom(8);
    Map<String, float[]> values = new HashMap<>();
    for (ParameterSpec spec : MADE.parameters()) {
      values.put(spec.name(), HostArrays.floats(GradientCheck.normal(random, 0.6, spec.shape())));
    }
    return values;
  }

  @AfterAll
  static void free() {
    THETA.close();
  }

  private static DiscretePosterior posterior(float[] x) {
    try (Enumeration enumeration = new Enumeration(EXECUTOR, MODEL, THETA)) {
      return enumeration.posterior(x);
    }
  }

  /// log p of x with each z in its hidden places, by the density itself.
  private static double[] byDensity() {
    double[][] rows = new double[1 << HIDDEN.size()][];
    for (int c = 0; c < rows.length; c++) {
      rows[c] = IntStream.range(0, SIZE).mapToDouble(d -> X[d]).toArray();
      for (int l = 0; l < HIDDEN.size(); l++) {
        rows[c][HIDDEN.get(l)] = c >> (HIDDEN.size() - 1 - l) & 1;
      }
    }
    Graph graph = new Graph(DataType.DOUBLE);
    graph.output("logProb", MADE.logProb(graph, MADE.data(graph)));
    try (CompiledGraph compiled = EXECUTOR.compile(graph, List.of("logProb"), List.of());
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      inputs.share("x", Nd4j.create(rows));
      MADE.parameters()
          .forEach(spec -> inputs.set(spec.name(), VALUES.get(spec.name()), spec.shape()));
      INDArray logProb = compiled.run(inputs).output("logProb");
      return IntStream.range(0, rows.length).mapToDouble(logProb::getDouble).toArray();
    }
  }

  @Test
  void theSumOverZIsThatOverAllCompletions() {
    double[] expected = byDensity();
    DiscretePosterior posterior = posterior(X);
    for (int c = 0; c < expected.length; c++) {
      assertThat(posterior.logJoint(c)).isCloseTo(expected[c], Offset.offset(1e-12));
    }
    double sum = Arrays.stream(expected).map(Math::exp).sum();
    assertThat(posterior.logEvidence()).isCloseTo(Math.log(sum), Offset.offset(1e-12));
    float[] other = X.clone();
    HIDDEN.forEach(d -> other[d] = 1 - other[d]);
    assertThat(posterior(other).logEvidence()).isEqualTo(posterior.logEvidence());
  }

  @Test
  void theBoundIsThatOfEnumerationAndItsGapTheDivergence() {
    DiscretePosterior posterior = posterior(X);
    float[] phi = {0.4f, -1, 2, 0};
    DiscreteProposal q = DiscreteProposal.bits(phi);
    double[] probabilities =
        IntStream.range(0, posterior.size()).mapToDouble(q::probability).toArray();
    double elbo = q.elbo(posterior);
    assertThat(elbo).isLessThan(posterior.logEvidence());
    assertThat(posterior.logEvidence() - elbo)
        .isCloseTo(posterior.divergence(probabilities), Offset.offset(1e-10));
    try (Session session = new Session(EXECUTOR, MODEL, THETA);
        LocalPosteriors local = LocalPosteriors.of(POINTS, new BernoulliFamily(), 4, phi)) {
      MonteCarloElbo.Estimates estimate =
          Progress.muted(
              () ->
                  new MonteCarloElbo(50_000)
                      .estimate(session, local, NoiseSource.of(1, Purpose.EVALUATION)));
      assertThat(estimate.standardError()[0]).isLessThan(0.02);
      assertThat(estimate.value()[0])
          .isCloseTo(elbo, Offset.offset(4 * estimate.standardError()[0]));
    }
  }

  /// The best bound of independent bits: coordinate ascent on the sum over all z from many
  /// starts. With the others held fixed, the best logit of a bit is E[log p(x, z_l = 1, rest) −
  /// log p(x, z_l = 0, rest)].
  private static double best(DiscretePosterior posterior) {
    SplittableRandom random = new SplittableRandom(2);
    int bits = HIDDEN.size();
    double best = Double.NEGATIVE_INFINITY;
    for (int start = 0; start < 50; start++) {
      float[] logits = new float[bits];
      for (int l = 0; l < bits; l++) {
        logits[l] = (float) random.nextGaussian(0, 3);
      }
      for (int round = 0; round < 200; round++) {
        for (int l = 0; l < bits; l++) {
          float[] others = logits.clone();
          others[l] = 0;
          DiscreteProposal q = DiscreteProposal.bits(others);
          double logit = 0;
          for (int c = 0; c < posterior.size(); c++) {
            logit +=
                2 * q.probability(c) * posterior.logJoint(c) * (posterior.values(c)[l] * 2 - 1);
          }
          logits[l] = (float) logit;
        }
      }
      best = Math.max(best, DiscreteProposal.bits(logits).elbo(posterior));
    }
    return best;
  }

  static Stream<GradientEstimator> estimators() {
    return Stream.of(new ScoreFunction(), new GumbelSoftmax(0.3));
  }

  private static float[] optimised(GradientEstimator estimator, int samples) {
    try (Session session = new Session(EXECUTOR, MODEL, THETA);
        PhiTable phi =
            PhiTable.of(new BernoulliFamily(), 4, new float[] {0.1f, 0.1f, 0.1f, 0.1f})) {
      LocalOptimiser.of(
              session,
              new BernoulliFamily(),
              estimator,
              LocalOptimisation.ofSteps(1500, samples, new LearningRate.Cosine(0.05, 0.002)))
          .optimise(POINTS, phi, NoiseSource.of(3, Purpose.LOCAL_OPTIMISATION), 0);
      return phi.row(0);
    }
  }

  @ParameterizedTest
  @MethodSource("estimators")
  void gradientsFindTheBestBound(GradientEstimator estimator) {
    DiscretePosterior posterior = posterior(X);
    double best = best(posterior);
    double elbo = DiscreteProposal.bits(optimised(estimator, 50)).elbo(posterior);
    assertThat(elbo).isBetween(best - 0.02, best + 1e-6);
  }

  /// VIMCO ascends another bound, that of K samples, whose q is as good a proposal or better.
  @Test
  void vimcoFindsAProposalOfLessVariance() {
    DiscretePosterior posterior = posterior(X);
    DiscreteProposal vimco = DiscreteProposal.bits(optimised(new Vimco(), 5));
    DiscreteProposal start = DiscreteProposal.bits(new float[4]);
    assertThat(vimco.relativeVariance(posterior))
        .isLessThan(0.7 * start.relativeVariance(posterior));
    assertThat(vimco.elbo(posterior)).isGreaterThan(start.elbo(posterior));
  }

  @Test
  void gibbsSamplingDrawsFromThePosterior() {
    int chains = 20_000;
    DiscretePosterior posterior = posterior(X);
    Points many = new Points(POINTS.observations(), new int[chains]);
    try (Session session = new Session(EXECUTOR, MODEL, THETA)) {
      GibbsSampling gibbs =
          new GibbsSampling(session, many, 60, NoiseSource.of(5, Purpose.SAMPLING));
      GibbsSampling.State end =
          Driver.silent(gibbs, StoppingRule.NONE).run(gibbs.start(new float[chains * 4]));
      int[] counts = new int[posterior.size()];
      for (int n = 0; n < chains; n++) {
        int c = 0;
        for (int l = 0; l < 4; l++) {
          c = 2 * c + (int) end.z()[n * 4 + l];
        }
        counts[c]++;
      }
      for (int c = 0; c < counts.length; c++) {
        double p = posterior.probability(c);
        assertThat((double) counts[c])
            .as("z %d", c)
            .isCloseTo(chains * p, Offset.offset(4 * Math.sqrt(chains * p * (1 - p)) + 1e-9));
      }
      assertThat(end.sweep()).isEqualTo(60);
      assertThat(end.flips()).isBetween(1, chains * 4 - 1);
    }
  }

  @Test
  void gradientsAreRight() {
    Graph graph = new Graph(DataType.DOUBLE);
    graph.objective(MODEL.logJoint(graph, MODEL.data(graph), graph.input("z", -1, 4), 2).mean());
    SplittableRandom random = new SplittableRandom(5);
    new GradientCheck()
        .with("x", Nd4j.create(new double[][] {{1, 0, 1, 1, 0, 0}, {0, 1, 0, 0, 1, 1}}))
        .with("z", GradientCheck.normal(random, 1, 4, 4))
        .withParameters(MODEL.parameters(), random)
        .verify(graph, List.of("z", "made.W0", "made.direct", "made.b1"));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new PartlyObserved(MADE, List.of(1, 1)))
        .hasMessageContaining("each named once");
    assertThatThrownBy(() -> new PartlyObserved(MADE, List.of(SIZE)))
        .hasMessageContaining("0 to 5");
    assertThatThrownBy(() -> MODEL.mean(null, null)).hasMessageContaining("GibbsSampling");
    Vae vae = new Vae(2, 1, List.of(2), Activation.TANH, new Likelihood.Bernoulli());
    try (Parameters theta =
            Parameters.initial(
                vae.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT);
        Session session = new Session(EXECUTOR, vae, theta)) {
      assertThatThrownBy(
              () -> new GibbsSampling(session, POINTS, 1, NoiseSource.of(1, Purpose.SAMPLING)))
          .hasMessageContaining("Gibbs sampling draws bits");
    }
  }
}
