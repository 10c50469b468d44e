package org.vaelab.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.distribution.BernoulliFamily;
import org.vaelab.distribution.CategoricalPrior;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.gradient.EnumeratedGradientTest.Kind;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Results;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.objective.Objective;

/// The relaxation's own gradient is exact; that of the ELBO is missed by less, the lower the
/// temperature.
class GumbelSoftmaxTest {
  private static final int DRAWS = 100_000;

  private static double[][] normal(int rows, int columns) {
    SplittableRandom random = new SplittableRandom(4);
    double[][] noise = new double[rows][columns];
    for (double[] row : noise) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    return noise;
  }

  private static DoubleRun.Gradients run(Kind kind, GradientEstimator estimator) {
    double[] weights = new double[DRAWS];
    Arrays.fill(weights, 1.0 / DRAWS);
    DoubleRun run = new DoubleRun(estimator, kind.model, kind.family, 1);
    return run.run(
        run.randomParameters(3),
        weights,
        DoubleRun.copies(EnumeratedGradientTest.X, DRAWS),
        DoubleRun.copies(kind.phi(), DRAWS),
        normal(DRAWS, kind.family.noiseSize(kind.prior.size())),
        1);
  }

  private static double distance(double[] one, double[] other) {
    double squares = 0;
    for (int i = 0; i < one.length; i++) {
      squares += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return Math.sqrt(squares);
  }

  /// The bias is all but proportional to τ. A comparison fails by chance with probability 6e-7 at
  /// most: what is compared is 5 standard errors apart. The prior's gradient, of KL alone, has no
  /// bias.
  @ParameterizedTest
  @EnumSource(Kind.class)
  void theBiasVanishesWithTheTemperature(Kind kind) {
    DoubleRun.Gradients exact = EnumeratedGradientTest.exact(kind);
    double last = Double.POSITIVE_INFINITY;
    for (double temperature : new double[] {1, 0.5, 0.25}) {
      DoubleRun.Gradients relaxed = run(kind, new GumbelSoftmax(temperature));
      double bias = distance(relaxed.meanPhi(), exact.meanPhi());
      double error = Math.sqrt(relaxed.variance() / DRAWS);
      assertThat(bias).isGreaterThan(5 * error).isLessThan(last);
      last = 0.65 * bias;
      assertThat(relaxed.theta().get("prior.logits"))
          .containsExactly(exact.theta().get("prior.logits"), Offset.offset(1e-9));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theBoundIsThatOfDiscreteSamples(Kind kind) {
    assertThat(EnumeratedGradientTest.value(kind, new GumbelSoftmax(20)))
        .isCloseTo(EnumeratedGradientTest.exact(kind).value(), Offset.offset(1e-10));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void relaxedSamplesComeFromTheSameNoise(Kind kind) {
    int size = kind.prior.size();
    Graph graph = new Graph(DataType.DOUBLE);
    Posterior q = kind.family.posterior(graph, kind.family.phi(graph, size), size);
    SDVariable noise = kind.family.noise(graph, size);
    graph.output("z", q.sample(noise, 2));
    graph.output("warm", q.relaxed(noise, 2, 1).orElseThrow());
    graph.output("cold", q.relaxed(noise, 2, 1e-5).orElseThrow());
    try (CompiledGraph compiled =
            GraphExecutor.standard().compile(graph, List.of("z", "warm", "cold"), List.of());
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      inputs
          .share(PosteriorFamily.PHI, DoubleRun.array(DoubleRun.copies(kind.phi(), 100)))
          .share(PosteriorFamily.NOISE, DoubleRun.array(normal(200, 2 * size)));
      Results results = compiled.run(inputs);
      double[] z = results.output("z").dup('c').data().asDouble();
      double[] warm = results.output("warm").dup('c').data().asDouble();
      assertThat(results.output("cold").dup('c').data().asDouble())
          .containsExactly(z, Offset.offset(1e-9));
      for (int i = 0; i < z.length; i++) {
        assertThat(warm[i]).isBetween(0.0, 1.0).isNotEqualTo(z[i]);
        if (kind == Kind.BITS) {
          assertThat(warm[i] > 0.5).isEqualTo(z[i] == 1);
        } else if (i % 3 == 0) {
          assertThat(warm[i] + warm[i + 1] + warm[i + 2]).isCloseTo(1, Offset.offset(1e-12));
        }
      }
    }
  }

  /// By finite differences.
  @ParameterizedTest
  @EnumSource(Kind.class)
  void theGradientIsThatOfTheRelaxation(Kind kind) {
    int size = kind.prior.size();
    Graph graph = new Graph(DataType.DOUBLE);
    SDVariable trained =
        new GumbelSoftmax(0.6)
            .surrogate(
                graph,
                kind.model,
                kind.family.posterior(graph, kind.family.phi(graph, size), size),
                kind.model.data(graph),
                kind.family.noise(graph, size),
                2)
            .trained();
    graph.objective(trained.mul(trained).mean());
    SplittableRandom random = new SplittableRandom(6);
    INDArray x = DoubleRun.array(DoubleRun.copies(EnumeratedGradientTest.X, 3));
    List<String> names = kind.model.parameters().stream().map(ParameterSpec::name).toList();
    new GradientCheck()
        .withParameters(kind.model.parameters(), random)
        .with("x", x)
        .with(PosteriorFamily.PHI, GradientCheck.normal(random, 1, 3, size))
        .with(PosteriorFamily.NOISE, GradientCheck.normal(random, 1, 6, 2 * size))
        .with(Objective.KL_WEIGHT, DoubleRun.array(new double[][] {{0.6}}).reshape(1))
        .verify(graph, Stream.concat(names.stream(), Stream.of(PosteriorFamily.PHI)).toList());
  }

  private static void refused(Vae model, PosteriorFamily family, String... parts) {
    Graph graph = new Graph(DataType.FLOAT);
    int size = model.latentSize();
    assertThatThrownBy(
            () ->
                new GumbelSoftmax(1)
                    .surrogate(
                        graph,
                        model,
                        family.posterior(graph, family.phi(graph, size), size),
                        model.data(graph),
                        family.noise(graph, size),
                        1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Gumbel-softmax needs")
        .hasMessageContainingAll(parts);
  }

  @Test
  void whatHasNoRelaxationOrDivergenceIsRefusedByName() {
    Mlp decoder = new Mlp("decoder", 3, List.of(), 4, Activation.TANH);
    refused(
        new Vae(4, new StandardNormal(3), decoder, new Likelihood.Bernoulli()),
        new DiagonalGaussianFamily(),
        "DiagonalGaussian",
        "no relaxation");
    refused(
        new Vae(4, new CategoricalPrior(1, 3), decoder, new Likelihood.Bernoulli()),
        new BernoulliFamily(),
        "FactorisedBernoulli",
        "closed form");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aTemperatureThatIsNotPositiveIsRefused(double temperature) {
    assertThatThrownBy(() -> new GumbelSoftmax(temperature))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Double.toString(temperature));
  }
}
