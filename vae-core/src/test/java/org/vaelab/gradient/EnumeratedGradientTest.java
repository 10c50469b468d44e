package org.vaelab.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.distribution.BernoulliFamily;
import org.vaelab.distribution.BernoulliPrior;
import org.vaelab.distribution.CategoricalFamily;
import org.vaelab.distribution.CategoricalPrior;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.Prior;
import org.vaelab.distribution.Support;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.objective.Bound;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.Iwae;
import org.vaelab.objective.JointSample;
import org.vaelab.objective.Objective;

/// Expectations and variances of estimators for a discrete z: each K-tuple of its values comes from
/// noise made for it and counts with its probability, so that nothing is left to chance. The exact
/// gradient is that of the sum Σ q(z_1) ... q(z_K) bound(z_1, ..., z_K).
class EnumeratedGradientTest {
  private static final int DATA = 4;
  static final double[] X = {1, 0, 0, 1};
  private static final double[] PHI = {0.4, -0.8, 0.2, 0.9, -0.3, -1.1};

  /// Kinds of z: three bits; two variables of three values.
  enum Kind {
    BITS(new BernoulliPrior(3), new BernoulliFamily()),
    ONE_HOT(new CategoricalPrior(2, 3), new CategoricalFamily(3));

    final Prior prior;
    final PosteriorFamily family;
    final Vae model;

    Kind(Prior prior, PosteriorFamily family) {
      this.prior = prior;
      this.family = family;
      model =
          new Vae(
              DATA,
              prior,
              new Mlp("decoder", prior.size(), List.of(), DATA, Activation.TANH),
              new Likelihood.Bernoulli());
    }

    double[] phi() {
      return Arrays.copyOf(PHI, prior.size());
    }

    int configurations() {
      return prior.support().orElseThrow().count().intValueExact();
    }

    double[] z(int configuration) {
      double[] z = new double[prior.size()];
      prior.support().orElseThrow().write(configuration, z, 0);
      return z;
    }

    /// Noise of which exponential variables ½(ε² + ε'²) come, far in the tails, that make z.
    double[] noise(int configuration) {
      double[] z = z(configuration);
      double[] noise = new double[2 * z.length];
      for (int i = 0; i < z.length; i++) {
        noise[i] = noise[z.length + i] = z[i] == (this == BITS ? 1 : 0) ? 10 : 0.01;
      }
      return noise;
    }

    double probability(int configuration) {
      Support support = prior.support().orElseThrow();
      int[] values = support.values(configuration);
      double probability = 1;
      for (int l = 0; l < values.length; l++) {
        double[] logits =
            this == BITS ? new double[] {0, PHI[l]} : Arrays.copyOfRange(PHI, 3 * l, 3 * l + 3);
        double total = Arrays.stream(logits).map(Math::exp).sum();
        probability *= Math.exp(logits[values[l]]) / total;
      }
      return probability;
    }
  }

  /// Stands for an estimator: the bound of given z times the probability of the tuple.
  private record Exact(Objective objective) implements GradientEstimator {
    @Override
    public String label() {
      return "exact";
    }

    @Override
    public Bound surrogate(
        Graph graph,
        LatentVariableModel model,
        Posterior posterior,
        SDVariable x,
        SDVariable z,
        int samples) {
      SDVariable logQ = posterior.logProb(z, samples);
      JointSample sample = JointSample.of(graph, model, new Posterior.Draw(z, logQ), x, samples);
      SDVariable probability = z.getSameDiff().math.exp(SafeOps.sum(logQ, 0, samples));
      Bound bound = objective.of(graph, model, posterior, sample, samples);
      return new Bound(bound.value().mul(probability), bound.trained().mul(probability));
    }
  }

  private static int tuples(Kind kind, int samples) {
    return (int) Math.pow(kind.configurations(), samples);
  }

  /// Number of the k-th configuration of a tuple.
  private static int configuration(Kind kind, int tuple, int k) {
    return tuple / (int) Math.pow(kind.configurations(), k) % kind.configurations();
  }

  private static DoubleRun.Gradients run(
      Kind kind,
      GradientEstimator estimator,
      Map<String, INDArray> parameters,
      int samples,
      double beta) {
    int count = tuples(kind, samples);
    boolean exact = estimator instanceof Exact;
    double[][] noise = new double[samples * count][];
    double[] weights = new double[count];
    Arrays.fill(weights, 1);
    for (int k = 0; k < samples; k++) {
      for (int tuple = 0; tuple < count; tuple++) {
        int c = configuration(kind, tuple, k);
        noise[k * count + tuple] = exact ? kind.z(c) : kind.noise(c);
        weights[tuple] *= exact ? 1 : kind.probability(c);
      }
    }
    return new DoubleRun(estimator, kind.model, kind.family, samples)
        .run(
            parameters,
            weights,
            DoubleRun.copies(X, count),
            DoubleRun.copies(kind.phi(), count),
            noise,
            beta);
  }

  /// The ELBO and its gradients.
  static DoubleRun.Gradients exact(Kind kind) {
    GradientEstimator exact = new Exact(new Elbo(Elbo.Form.JOINT));
    return run(kind, exact, parameters(kind, exact), 1, 1);
  }

  /// The expectation of the bound that an estimator reports at β = 0.4.
  static double value(Kind kind, GradientEstimator estimator) {
    return run(kind, estimator, parameters(kind, estimator), 2, 0.4).value();
  }

  private static Map<String, INDArray> parameters(Kind kind, GradientEstimator estimator) {
    return new DoubleRun(estimator, kind.model, kind.family, 1).randomParameters(3);
  }

  static Stream<Arguments> estimators() {
    Objective elbo = new Elbo(Elbo.Form.JOINT);
    return Stream.of(Kind.values())
        .flatMap(
            kind ->
                Stream.of(
                    Arguments.of(
                        kind, new ScoreFunction(ScoreFunction.Simple.NONE), elbo, List.of(1, 2)),
                    Arguments.of(kind, new ScoreFunction(), elbo, List.of(1, 2, 3)),
                    Arguments.of(kind, learned(), elbo, List.of(1, 2)),
                    Arguments.of(kind, new Vimco(), new Iwae(), List.of(1, 2, 3))));
  }

  private static ScoreFunction learned() {
    return new ScoreFunction(new ScoreFunction.Learned(DATA, List.of(3)));
  }

  @ParameterizedTest
  @MethodSource("estimators")
  void isUnbiased(
      Kind kind, GradientEstimator estimator, Objective objective, List<Integer> samples) {
    Map<String, INDArray> parameters = parameters(kind, estimator);
    for (int k : samples) {
      DoubleRun.Gradients expected = run(kind, new Exact(objective), parameters, k, 0.4);
      DoubleRun.Gradients estimated = run(kind, estimator, parameters, k, 0.4);
      Offset<Double> close = Offset.offset(1e-10);
      assertThat(Arrays.stream(estimated.weights()).sum()).isCloseTo(1, close);
      assertThat(estimated.value()).isCloseTo(expected.value(), close);
      assertThat(norm(expected.meanPhi())).isGreaterThan(0.1);
      assertThat(estimated.meanPhi()).as("φ, K = %d", k).containsExactly(expected.meanPhi(), close);
      expected
          .theta()
          .forEach(
              (name, gradient) -> {
                assertThat(norm(gradient)).isGreaterThan(0.01);
                assertThat(estimated.theta().get(name))
                    .as("%s, K = %d", name, k)
                    .containsExactly(gradient, close);
              });
    }
  }

  /// In the graph, as by the products of probabilities here; no noise is looked at.
  @ParameterizedTest
  @ValueSource(doubles = {1, 0.4})
  void theSumInTheGraphIsExact(double beta) {
    GradientEstimator exact = new Exact(new Elbo(Elbo.Form.JOINT));
    Map<String, INDArray> parameters = parameters(Kind.BITS, exact);
    DoubleRun.Gradients expected = run(Kind.BITS, exact, parameters, 1, beta);
    DoubleRun.Gradients summed =
        new DoubleRun(new EnumeratedGradient(), Kind.BITS.model, Kind.BITS.family, 1)
            .run(
                parameters,
                new double[] {1},
                new double[][] {X},
                new double[][] {Kind.BITS.phi()},
                new double[][] {Kind.BITS.noise(0)},
                beta);
    Offset<Double> close = Offset.offset(1e-12);
    assertThat(summed.value()).isCloseTo(expected.value(), close);
    assertThat(summed.meanPhi()).containsExactly(expected.meanPhi(), close);
    expected
        .theta()
        .forEach(
            (name, gradient) ->
                assertThat(summed.theta().get(name)).containsExactly(gradient, close));
  }

  @Test
  void whatCannotBeSummedIsRefused() {
    assertThatThrownBy(
            () ->
                new DoubleRun(new EnumeratedGradient(), Kind.ONE_HOT.model, Kind.ONE_HOT.family, 1)
                    .run(
                        parameters(Kind.ONE_HOT, new EnumeratedGradient()),
                        new double[] {1},
                        new double[][] {X},
                        new double[][] {Kind.ONE_HOT.phi()},
                        new double[][] {Kind.ONE_HOT.noise(0)},
                        1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs z and x of bits");
  }

  private static double norm(double[] gradient) {
    return Math.sqrt(Arrays.stream(gradient).map(v -> v * v).sum());
  }

  /// With a bias alone, of −Σ q (f − b)²: 2 (E_q[f] − b), and E_q[f] is the ELBO at β = 1.
  @Test
  void theLearnedBaselineDescendsItsSquaredError() {
    ScoreFunction estimator = new ScoreFunction(new ScoreFunction.Learned(DATA, List.of()));
    Map<String, INDArray> parameters = parameters(Kind.BITS, estimator);
    parameters.get("baseline.W0").assign(0);
    double bias = parameters.get("baseline.b0").getDouble(0);
    DoubleRun.Gradients gradients = run(Kind.BITS, estimator, parameters, 2, 1);
    assertThat(gradients.theta().get("baseline.b0")[0])
        .isCloseTo(2 * (gradients.value() - bias), Offset.offset(1e-10));
  }

  /// A learned baseline at its optimum is E_q[f].
  @ParameterizedTest
  @EnumSource(Kind.class)
  void baselinesLowerTheVariance(Kind kind) {
    ScoreFunction estimator = new ScoreFunction(new ScoreFunction.Learned(DATA, List.of()));
    Map<String, INDArray> parameters = parameters(kind, estimator);
    var plain = run(kind, new ScoreFunction(ScoreFunction.Simple.NONE), parameters, 2, 1);
    parameters.get("baseline.W0").assign(0);
    parameters.get("baseline.b0").assign(plain.value());
    double leaveOneOut = run(kind, new ScoreFunction(), parameters, 2, 1).variance();
    double learned = run(kind, estimator, parameters, 2, 1).variance();
    assertThat(leaveOneOut).isLessThan(plain.variance() / 2);
    assertThat(learned).isLessThan(leaveOneOut);
  }

  /// The formula for each tuple, also where one weight is all of the sum in double precision.
  @ParameterizedTest
  @ValueSource(doubles = {1, 150})
  void vimcoReplacesEachWeightByTheGeometricMeanOfTheOthers(double scale) {
    Map<String, INDArray> parameters = parameters(Kind.BITS, new Vimco());
    parameters.values().forEach(array -> array.muli(scale));
    double[] logWeights = run(Kind.BITS, new Vimco(), parameters, 1, 1).values();
    assertThat(spread(logWeights)).isGreaterThan(scale / 3);
    DoubleRun.Gradients gradients = run(Kind.BITS, new Vimco(), parameters, 3, 1);
    for (int tuple = 0; tuple < gradients.phi().length; tuple++) {
      double[] logs = new double[3];
      for (int k = 0; k < 3; k++) {
        logs[k] = logWeights[configuration(Kind.BITS, tuple, k)];
      }
      double bound = logMeanExp(logs);
      double[] expected = new double[3];
      for (int k = 0; k < 3; k++) {
        double[] changed = logs.clone();
        changed[k] = (logs[(k + 1) % 3] + logs[(k + 2) % 3]) / 2;
        double factor =
            bound - logMeanExp(changed) - Math.exp(logs[k] - bound - Math.log(3)); // − w̃_k
        double[] z = Kind.BITS.z(configuration(Kind.BITS, tuple, k));
        for (int l = 0; l < 3; l++) {
          expected[l] += factor * (z[l] - 1 / (1 + Math.exp(-PHI[l])));
        }
      }
      assertThat(gradients.phi()[tuple])
          .containsExactly(expected, Offset.offset(1e-11 * Math.max(1, norm(expected))));
    }
  }

  private static double spread(double[] values) {
    return Arrays.stream(values).max().orElseThrow() - Arrays.stream(values).min().orElseThrow();
  }

  private static double logMeanExp(double[] values) {
    double max = Arrays.stream(values).max().orElseThrow();
    return max
        + Math.log(Arrays.stream(values).map(v -> Math.exp(v - max)).average().orElseThrow());
  }

  /// Mnih and Rezende 2016: below the score function of the same bound without baselines.
  @ParameterizedTest
  @EnumSource(Kind.class)
  void vimcoLowersTheVariance(Kind kind) {
    Map<String, INDArray> parameters = parameters(kind, new Vimco());
    double plain = run(kind, new WithoutBaselines(), parameters, 3, 1).variance();
    assertThat(run(kind, new Vimco(), parameters, 3, 1).variance()).isLessThan(plain / 3);
  }

  /// L̂ Σ_k ∇ log q(z_k) + ∇ L̂
  private record WithoutBaselines() implements GradientEstimator {
    @Override
    public String label() {
      return "no baselines";
    }

    @Override
    public Bound surrogate(
        Graph graph,
        LatentVariableModel model,
        Posterior posterior,
        SDVariable x,
        SDVariable noise,
        int samples) {
      Posterior.Draw draw = ScoreFunction.constantDraw(posterior, noise, samples);
      JointSample sample = JointSample.of(graph, model, draw, x, samples);
      SDVariable bound = new Iwae().of(graph, model, posterior, sample, samples).value();
      SDVariable score = draw.logProb().sum(0);
      return new Bound(bound, bound.add(SafeOps.stopGradient(bound).mul(score)));
    }
  }

  @Test
  void aBaselineOfAnotherSizeIsRefused() {
    ScoreFunction estimator = new ScoreFunction(new ScoreFunction.Learned(DATA + 1, List.of()));
    assertThatThrownBy(() -> run(Kind.BITS, estimator, parameters(Kind.BITS, estimator), 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The baseline maps 5 numbers to 1, but takes x of 4 to one.");
  }
}
