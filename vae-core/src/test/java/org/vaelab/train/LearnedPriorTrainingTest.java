package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussian;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceGaussian;
import org.vaelab.distribution.MixturePrior;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.VampPrior;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.Agreement;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.SafeOps;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.SemiAmortized;
import org.vaelab.inference.Session;
import org.vaelab.inference.Svi;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.network.Network;
import org.vaelab.objective.Bound;
import org.vaelab.objective.Objective;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Priors that are trained with the decoder.
class LearnedPriorTrainingTest {
  private static final GraphExecutor EXECUTOR = GraphExecutor.standard();
  private static final DiagonalGaussianFamily FAMILY = new DiagonalGaussianFamily();
  private static final int LATENT = 2;
  private static final Mlp NETWORK =
      new Mlp("encoder", Bars.SIZE, List.of(16), 2 * LATENT, Activation.TANH);
  private static final Amortized ENCODER = new Amortized(FAMILY, LATENT, NETWORK);
  private static final Vae VAMP = vae(VampPrior.of(NETWORK, 8));
  private static final LocalOptimisation INNER =
      LocalOptimisation.ofSteps(5, 1, new LearningRate.Constant(0.1));

  private static Vae vae(VampPrior prior) {
    return new Vae(
        Bars.SIZE,
        prior,
        new Mlp("decoder", LATENT, List.of(16), Bars.SIZE, Activation.TANH),
        new Likelihood.Bernoulli());
  }

  static List<InferenceStrategy> strategies() {
    return List.of(
        ENCODER,
        new Svi(FAMILY, new InnerLoop(INNER, InnerLoop.Start.WARM), INNER),
        new SemiAmortized(ENCODER, INNER, INNER));
  }

  private static List<String> names(InferenceStrategy strategy) {
    return strategy.parametersWith(VAMP).stream().map(ParameterSpec::name).toList();
  }

  /// With local φ alone the encoder is the prior's.
  @ParameterizedTest
  @MethodSource("strategies")
  void theSharedEncoderStandsOnce(InferenceStrategy strategy) {
    assertThat(names(strategy))
        .doesNotHaveDuplicates()
        .contains("encoder.W0", "decoder.W0", "prior.pseudoInputs")
        .hasSize(9);
  }

  @Test
  void anotherShapeOfTheSameNameIsRefused() {
    Amortized other = new Amortized(FAMILY, Bars.SIZE, LATENT, List.of(17), Activation.TANH);
    assertThatThrownBy(() -> other.parametersWith(VAMP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("encoder.W0")
        .hasMessageContaining("[16, 17]");
  }

  private static INDArray gradientOfTheEncoder(InferenceStrategy strategy) {
    SplittableRandom random = new SplittableRandom(4);
    Graph graph = new Graph(DataType.DOUBLE);
    Bound bound = new Target.OfBound(VAMP, strategy, Pathwise.standard(), 1).write(graph);
    graph.objective(bound.trained().mean());
    int batch = 5;
    INDArray phi = GradientCheck.normal(random, 0.5, batch, 2 * LATENT);
    INDArray noise = GradientCheck.normal(random, 1, batch, LATENT);
    int[] ids = IntStream.range(0, batch).toArray();
    try (Parameters parameters =
            Parameters.initial(
                strategy.parametersWith(VAMP),
                NoiseSource.of(1, Purpose.INITIALISATION),
                DataType.DOUBLE);
        CompiledGraph compiled = EXECUTOR.compile(graph, List.of(), List.of("encoder.W0"));
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      inputs
          .share(parameters)
          .share(PosteriorFamily.PHI, phi)
          .share(PosteriorFamily.NOISE, noise)
          .set("x", Bars.of(batch).batch(ids, 0), batch, Bars.SIZE)
          .set(Objective.KL_WEIGHT, new float[] {1}, 1);
      return compiled.run(inputs).gradient("encoder.W0").dup();
    }
  }

  /// Refined, the encoder learns as part of the prior from the bound at the refined φ, as with SVI,
  /// and as an encoder from the bound at φ₀ with the prior held fixed, as beside a prior with a
  /// network of its own that happens to have the same values.
  @Test
  void semiAmortizedTheEncoderLearnsAsPriorAndAsEncoder() {
    INDArray asPrior = gradientOfTheEncoder(strategies().get(1));
    INDArray both = gradientOfTheEncoder(strategies().get(2));
    INDArray throughAll = gradientOfTheEncoder(ENCODER);
    INDArray asEncoder = both.sub(asPrior);
    assertThat(asPrior.norm2Number().doubleValue()).isGreaterThan(1e-3);
    assertThat(asEncoder.norm2Number().doubleValue()).isGreaterThan(1e-3);
    assertThat(asEncoder.distance2(throughAll)).isGreaterThan(1e-3);
    assertThat(asEncoder.distance2(gradientBesideAFixedPrior())).isLessThan(1e-12);
  }

  /// The gradient of the encoder alone, the prior's network being constant.
  private static INDArray gradientBesideAFixedPrior() {
    return gradientOfTheEncoder(
        new InferenceStrategy() {
          @Override
          public PosteriorFamily family() {
            return FAMILY;
          }

          @Override
          public List<ParameterSpec> parameters() {
            return List.of();
          }

          @Override
          public SDVariable phi(Graph graph, SDVariable x, int size) {
            return SafeOps.stopGradient(family().phi(graph, size));
          }

          @Override
          public Optional<SDVariable> ownObjective(
              Graph graph,
              LatentVariableModel model,
              GradientEstimator estimator,
              SDVariable x,
              SDVariable noise,
              int samples) {
            DiagonalGaussian q = DiagonalGaussian.ofRows(NETWORK.apply(graph, x), LATENT);
            Graph fixed = graph.withConstantParameters();
            Bound moving = estimator.surrogate(fixed, model, q, x, noise, samples);
            // What the bound of the step says of the prior is taken off again.
            Posterior given = FAMILY.posterior(graph, FAMILY.phi(graph, LATENT), LATENT);
            Bound prior = estimator.surrogate(graph, model, given, x, noise, samples);
            return Optional.of(moving.trained().sub(prior.trained()));
          }
        });
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void theStepIsTheSameByPlanAndBySameDiff(InferenceStrategy strategy) {
    Target target = new Target.OfBound(VAMP, strategy, Pathwise.standard(), 3);
    new Agreement(
            type -> {
              Graph graph = new Graph(type);
              Bound bound = target.write(graph);
              graph.output("bound", bound.value());
              graph.objective(bound.trained().mean());
              return graph;
            },
            List.of("bound"),
            names(strategy))
        .verify(3, 20, 7);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void trainsAndGoesOnFromACheckpoint(InferenceStrategy strategy, @TempDir Path folder) {
    try (Trainer trainer =
            new Trainer(
                EXECUTOR, VAMP, strategy, Pathwise.standard(), config(30, 0.02, 1), "bars");
        TrainingState state = trainer.train(Bars.of(200))) {
      double first = state.history().getFirst().trainElbo();
      assertThat(state.history().getLast().trainElbo()).isGreaterThan(first + 1);
      Path file = folder.resolve("vamp.ckpt");
      Checkpoint.save(file, state, "vamp");
      try (TrainingState again = Checkpoint.restore(file, trainer, "vamp")) {
        assertThat(again.parameters().get("prior.pseudoInputs"))
            .isEqualTo(state.parameters().get("prior.pseudoInputs"));
      }
    }
  }

  private static TrainingConfig config(int epochs, double rate, int samples) {
    return new TrainingConfig(
        epochs,
        50,
        samples,
        Adam.standard(),
        new LearningRate.Cosine(rate, 0.02),
        0,
        OptionalDouble.empty(),
        Optional.empty(),
        3);
  }

  /// x = z and noise.
  record Identity(int in) implements Network {
    @Override
    public int out() {
      return in;
    }

    @Override
    public List<ParameterSpec> parameters() {
      return List.of();
    }

    @Override
    public SDVariable apply(Graph graph, SDVariable rows) {
      return rows.mul(1);
    }
  }

  private static final double NOISE = 0.3;
  private static final double[][] MEANS = {{-2, 1}, {1.5, -0.5}};
  private static final double[][] SCALES = {{0.4, 0.9}, {0.8, 0.3}};
  private static final double WEIGHT = 0.3;

  private static float[] draw(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[count * 2];
    for (int i = 0; i < count; i++) {
      int c = random.nextDouble() < WEIGHT ? 0 : 1;
      for (int d = 0; d < 2; d++) {
        x[2 * i + d] =
            (float)
                (MEANS[c][d]
                    + SCALES[c][d] * random.nextGaussian()
                    + NOISE * random.nextGaussian());
      }
    }
    return x;
  }

  private static double truth(float[] x, int i) {
    double sum = 0;
    for (int c = 0; c < 2; c++) {
      double[][] covariance = new double[2][2];
      for (int d = 0; d < 2; d++) {
        covariance[d][d] = SCALES[c][d] * SCALES[c][d] + NOISE * NOISE;
      }
      double log =
          FullCovarianceGaussian.of(MEANS[c], covariance)
              .logProb(new double[] {x[2 * i], x[2 * i + 1]});
      sum += (c == 0 ? WEIGHT : 1 - WEIGHT) * Math.exp(log);
    }
    return Math.log(sum);
  }

  /// The data are a mixture of two Gaussians with noise. The trained prior gives new data the
  /// log-likelihood that the mixture gives them, but for what 2,000 points leave open: nine
  /// parameters cost about 9/4,000 nats.
  @Test
  void aMixtureIsRecovered() {
    Vae model =
        new Vae(2, new MixturePrior(2, 2), new Identity(2), new Likelihood.FixedGaussian(NOISE));
    Amortized encoder = new Amortized(FAMILY, 2, 2, List.of(16), Activation.TANH);
    float[] fresh = draw(500, 8);
    try (Trainer trainer =
            new Trainer(
                EXECUTOR, model, encoder, Pathwise.standard(), config(60, 0.02, 2), "mixture");
        TrainingState state = trainer.train(Observations.ofRows(draw(2_000, 7), 2));
        Session session = new Session(EXECUTOR, model, state.parameters());
        LocalPosteriors q =
            session.infer(
                encoder,
                Points.all(Observations.ofRows(fresh, 2)),
                NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION))) {
      LikelihoodEstimates estimates =
          ImportanceSampling.of(1_000).estimate(session, q, NoiseSource.of(1, Purpose.EVALUATION));
      double expected =
          IntStream.range(0, 500).mapToDouble(i -> truth(fresh, i)).average().orElseThrow();
      assertThat(estimates.meanLogLikelihood().mean()).isCloseTo(expected, Offset.offset(0.03));
      float[] means = state.parameters().values().get("prior.means");
      int left = means[0] < means[2] ? 0 : 1;
      for (int c = 0; c < 2; c++) {
        for (int d = 0; d < 2; d++) {
          assertThat((double) means[2 * (c == 0 ? left : 1 - left) + d])
              .isCloseTo(MEANS[c][d], Offset.offset(0.2));
        }
      }
    }
  }
}
