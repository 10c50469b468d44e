package org.vaelab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.Prior;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.annealing.AnnealedEstimates;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.evidence.annealing.Simulation;
import org.vaelab.evidence.diagnostics.LatentUse;
import org.vaelab.evidence.exact.Quadrature;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.SafeOps;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.Iwae;
import org.vaelab.objective.Objective;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// A prior of one's own, with a learned parameter: everything that holds for N(0, I) holds for it.
class OtherPriorTest {
  private static final GraphExecutor EXECUTOR = GraphExecutor.standard();
  private static final DiagonalGaussianFamily FAMILY = new DiagonalGaussianFamily();
  private static final int LATENT = 2;
  private static final int POINTS = 3;
  private static final int[] DATA = {0, 1, 2};
  private static final float[] X = {1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1};
  private static final Vae MODEL =
      new Vae(
          4,
          new TwoBumps(LATENT),
          new Mlp("decoder", LATENT, List.of(5), 4, Activation.TANH),
          new Likelihood.Bernoulli());
  private static final Parameters THETA = theta();
  private static final Session SESSION = new Session(EXECUTOR, MODEL, THETA);

  /// ½ N(z; m, I) + ½ N(z; −m, I), m learned: no closed form with any q.
  record TwoBumps(int size) implements Prior {
    private ParameterSpec mean() {
      return ParameterSpec.constantRow("prior.mean", size, 1.5f);
    }

    @Override
    public String label() {
      return "two bumps";
    }

    @Override
    public List<ParameterSpec> parameters() {
      return List.of(mean());
    }

    /// log ½(e^a + e^b) = a + softplus(b − a) − log 2
    @Override
    public SDVariable logProb(Graph graph, SDVariable z, int samples) {
      SDVariable m = graph.parameter(mean());
      SDVariable left = bump(z.sub(m), samples);
      SDVariable right = bump(z.add(m), samples);
      return left.add(SafeOps.softplus(right.sub(left))).sub(Math.log(2));
    }

    private SDVariable bump(SDVariable deviation, int samples) {
      SDVariable squares = deviation.getSameDiff().math.square(deviation);
      return SafeOps.bySample(squares, samples, size)
          .sum(2)
          .mul(-0.5)
          .sub(size * 0.5 * Math.log(2 * Math.PI));
    }

    @Override
    public int noiseSize() {
      return size + 1;
    }

    /// The last number's sign chooses the bump.
    @Override
    public SDVariable sample(Graph graph, SDVariable noise) {
      SDVariable sign = SafeOps.columns(noise, size, size + 1).mul(1e6);
      return SafeOps.columns(noise, 0, size)
          .add(noise.getSameDiff().math.tanh(sign).mul(graph.parameter(mean())));
    }
  }

  private static Parameters theta() {
    Parameters theta =
        Parameters.initial(
            MODEL.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT);
    theta.names().stream()
        .filter(name -> name.contains(".W"))
        .forEach(name -> theta.get(name).muli(2));
    return theta;
  }

  @AfterAll
  static void free() {
    SESSION.close();
    THETA.close();
  }

  /// Wide enough to cover both bumps: else the weights have no variance to speak of.
  private static float[] phi() {
    float[] phi = new float[POINTS * 2 * LATENT];
    for (int i = 0; i < phi.length; i++) {
      phi[i] = i % (2 * LATENT) < LATENT ? 0.1f * (1 + i % 3) : 0.8f;
    }
    return phi;
  }

  private static Points points() {
    return new Points(Observations.ofRows(X, 4), DATA);
  }

  private static float[] x(int i) {
    return Arrays.copyOfRange(X, i * 4, (i + 1) * 4);
  }

  private static float[] phi(int i) {
    return Arrays.copyOfRange(phi(), i * 2 * LATENT, (i + 1) * 2 * LATENT);
  }

  private static double[] exactLogLikelihood() {
    double[] exact = new double[POINTS];
    try (Quadrature quadrature = new Quadrature(SESSION, 1e-7)) {
      for (int i = 0; i < POINTS; i++) {
        exact[i] = quadrature.posterior(x(i)).logEvidence().value();
      }
    }
    return exact;
  }

  /// Each of nine comparisons fails by chance with probability 6e-5 (4 standard errors).
  @Test
  void importanceSamplingNaiveMonteCarloAndAnnealingFindTheExactLogLikelihood() {
    double[] exact = exactLogLikelihood();
    var noise = NoiseSource.of(2, Purpose.EVALUATION);
    LikelihoodEstimates sampled =
        ImportanceSampling.of(20_000)
            .estimate(SESSION, LocalPosteriors.of(points(), FAMILY, LATENT, phi()), noise);
    LocalPosteriors prior = SESSION.prior(points());
    LikelihoodEstimates naive = ImportanceSampling.of(20_000).estimate(SESSION, prior, noise);
    AnnealedEstimates annealed =
        new AnnealedImportanceSampling(200, 40, 5, Schedule.SIGMOID, POINTS)
            .estimate(SESSION, prior, noise);
    for (int i = 0; i < POINTS; i++) {
      assertThat(sampled.logLikelihood()[i])
          .isCloseTo(exact[i], Offset.offset(4 * sampled.standardError()[i]));
      assertThat(naive.logLikelihood()[i])
          .isCloseTo(exact[i], Offset.offset(4 * naive.standardError()[i]));
      assertThat(annealed.logLikelihood()[i])
          .isCloseTo(exact[i], Offset.offset(4 * annealed.standardError()[i]));
    }
  }

  /// Each of three comparisons fails by chance with probability 6e-5 (4 standard errors).
  @ParameterizedTest
  @EnumSource(names = {"JOINT", "ENTROPY", "ANALYTIC"})
  void everyFormOfTheElboHasTheExactExpectation(Elbo.Form form) {
    int repetitions = 2_000;
    double[][] values = bounds(new Elbo(form), 1, repetitions);
    try (Quadrature quadrature = new Quadrature(SESSION, 1e-7)) {
      for (int i = 0; i < POINTS; i++) {
        double exact = quadrature.elbo(x(i), FAMILY, phi(i)).value();
        double mean = Arrays.stream(values[i]).average().orElseThrow();
        double variance =
            Arrays.stream(values[i]).map(v -> (v - mean) * (v - mean)).sum() / (repetitions - 1.0);
        assertThat(mean).isCloseTo(exact, Offset.offset(4 * Math.sqrt(variance / repetitions)));
        double gap =
            quadrature.divergence(x(i), FAMILY, phi(i), quadrature.posterior(x(i))).value();
        assertThat(exact + gap)
            .isCloseTo(quadrature.posterior(x(i)).logEvidence().value(), Offset.offset(1e-5));
      }
    }
  }

  /// E[log p̂_K] lies between the ELBO and log p(x) and close to the latter.
  @Test
  void theImportanceWeightedBoundLiesBelowTheExactLogLikelihood() {
    double[] exact = exactLogLikelihood();
    double[][] one = bounds(new Iwae(), 1, 2_000);
    double[][] many = bounds(new Iwae(), 50, 400);
    for (int i = 0; i < POINTS; i++) {
      double elbo = Arrays.stream(one[i]).average().orElseThrow();
      double iwae = Arrays.stream(many[i]).average().orElseThrow();
      assertThat(iwae).isGreaterThan(elbo).isCloseTo(exact[i], Offset.offset(0.1));
    }
  }

  /// @return `[point][repetition]`
  private static double[][] bounds(Objective objective, int samples, int repetitions) {
    Graph graph = new Graph(DataType.FLOAT);
    Posterior posterior = FAMILY.posterior(graph, FAMILY.phi(graph, LATENT), LATENT);
    graph.output(
        "bound",
        objective
            .bound(graph, MODEL, posterior, MODEL.data(graph), FAMILY.noise(graph, LATENT), samples)
            .value());
    double[][] values = new double[POINTS][repetitions];
    try (CompiledGraph compiled = EXECUTOR.compile(graph, List.of("bound"), List.of());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs
          .share(THETA)
          .set("x", X, POINTS, 4)
          .set("phi", phi(), POINTS, 2 * LATENT)
          .set(Objective.KL_WEIGHT, new float[] {1}, 1);
      var noise = NoiseSource.of(3, Purpose.EVALUATION);
      for (int r = 0; r < repetitions; r++) {
        inputs.set(
            "noise", noise.gaussian(r, DATA, 0, samples, LATENT), (long) samples * POINTS, LATENT);
        float[] bound = HostArrays.floats(compiled.run(inputs).output("bound"));
        for (int i = 0; i < POINTS; i++) {
          values[i][r] = bound[i];
        }
      }
    }
    return values;
  }

  /// The mean of z over 4,000 draws fails by chance with probability 6e-5.
  @Test
  void simulationDrawsFromThePrior() {
    Simulation simulation =
        Simulation.draw(EXECUTOR, MODEL, THETA, 4_000, NoiseSource.of(5, Purpose.SAMPLING));
    double[] first = new double[4_000];
    List<Integer> right = new ArrayList<>();
    for (int i = 0; i < first.length; i++) {
      first[i] = simulation.z()[2 * i];
      if (simulation.z()[2 * i] + simulation.z()[2 * i + 1] > 0) {
        right.add(i);
      }
    }
    double square = Arrays.stream(first).map(z -> z * z).average().orElseThrow();
    assertThat(square).isCloseTo(1 + 1.5 * 1.5, Offset.offset(0.25));
    assertThat(right.size()).isBetween(1_870, 2_130);
  }

  @Test
  void whatHasNoClosedFormIsRefusedByName() {
    assertThatThrownBy(() -> bounds(new Elbo(Elbo.Form.KL), 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two bumps")
        .hasMessageContaining("KL");
    assertThatThrownBy(() -> LatentUse.of(phi(), MODEL, 0.01))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two bumps");
  }
}
