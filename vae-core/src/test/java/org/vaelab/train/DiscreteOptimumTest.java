package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Observations;
import org.vaelab.distribution.BernoulliFamily;
import org.vaelab.distribution.BernoulliPrior;
import org.vaelab.distribution.CategoricalFamily;
import org.vaelab.distribution.CategoricalPrior;
import org.vaelab.distribution.Support;
import org.vaelab.evidence.exact.Enumeration;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.GumbelSoftmax;
import org.vaelab.gradient.ScoreFunction;
import org.vaelab.gradient.Vimco;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.Results;
import org.vaelab.graph.SafeOps;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.SemiAmortized;
import org.vaelab.inference.Svi;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Training a sigmoid belief network by any estimator reaches the log-likelihood that gradient
/// ascent on the exact, enumerated log p(x) reaches. Each hidden bit of the network that made the
/// data has pixels of its own, so that the posterior is all but factorised and the ELBO tight.
class DiscreteOptimumTest {
  private static final int POINTS = 300;
  private static final int BITS = 2;
  private static final int DATA = 8;
  private static final int SEED = 1;
  private static final double ALLOWED_NATS = 0.03;
  // The optimum of the relaxed bound is another.
  private static final double ALLOWED_RELAXED_NATS = 0.06;
  private static final float[] ROWS = rows();
  private static final Vae MODEL =
      new Vae(
          DATA,
          new BernoulliPrior(BITS),
          new Mlp("decoder", BITS, List.of(), DATA, Activation.TANH),
          new Likelihood.Bernoulli());
  private static double maximum;

  /// The bits are 1 with probabilities 0.4 and 0.6; four pixels copy each, but for one in eight.
  private static float[] rows() {
    SplittableRandom random = new SplittableRandom(5);
    float[] rows = new float[POINTS * DATA];
    for (int i = 0; i < POINTS; i++) {
      for (int l = 0; l < BITS; l++) {
        boolean bit = random.nextDouble() < 0.4 + 0.2 * l;
        for (int d = 0; d < DATA / BITS; d++) {
          boolean flipped = random.nextDouble() < 0.12;
          rows[i * DATA + l * (DATA / BITS) + d] = bit != flipped ? 1 : 0;
        }
      }
    }
    return rows;
  }

  /// Adam on the mean of log p(x) = log Σ_z p(x, z), the data in one batch, from the start that
  /// training has.
  @BeforeAll
  static void ascendExactly() {
    Support support = MODEL.prior().support().orElseThrow();
    int configurations = support.count().intValueExact();
    float[] z = new float[configurations * POINTS * BITS];
    for (int i = 0; i < z.length / BITS; i++) {
      int[] values = support.values(i / POINTS);
      for (int l = 0; l < BITS; l++) {
        z[i * BITS + l] = values[l];
      }
    }
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable joint =
        MODEL.logJoint(graph, MODEL.data(graph), graph.input("z", -1, BITS), configurations);
    graph.objective(SafeOps.logSumExp(joint, 0, configurations).mean());
    try (Parameters theta =
            Parameters.initial(
                MODEL.parameters(), NoiseSource.of(SEED, Purpose.INITIALISATION), DataType.FLOAT);
        Adam.State adam = Adam.standard().start(theta);
        CompiledGraph compiled = GraphExecutor.standard().compile(graph, List.of(), theta.names());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.share(theta).set("x", ROWS, POINTS, DATA).set("z", z, z.length / BITS, BITS);
      Adam.State at = adam;
      for (int step = 0; step < 1000; step++) {
        Results results = compiled.run(inputs);
        at = Adam.standard().ascend(theta, results::gradient, at, 0.03);
      }
      maximum = logLikelihood(MODEL, theta);
    }
  }

  private static double logLikelihood(Vae model, Parameters theta) {
    double sum = 0;
    try (Enumeration enumeration = new Enumeration(GraphExecutor.standard(), model, theta)) {
      for (int i = 0; i < POINTS; i++) {
        float[] x = Arrays.copyOfRange(ROWS, i * DATA, (i + 1) * DATA);
        sum += enumeration.posterior(x).logEvidence();
      }
    }
    return sum / POINTS;
  }

  /// The same model, with one-hot variables of two values for bits.
  private static final Vae ONE_HOT =
      new Vae(
          DATA,
          new CategoricalPrior(BITS, 2),
          new Mlp("decoder", 2 * BITS, List.of(), DATA, Activation.TANH),
          new Likelihood.Bernoulli());

  static Stream<Arguments> cases() {
    BernoulliFamily family = new BernoulliFamily();
    Amortized amortized = new Amortized(family, DATA, BITS, List.of(), Activation.TANH);
    Amortized oneHot =
        new Amortized(new CategoricalFamily(2), DATA, 2 * BITS, List.of(), Activation.TANH);
    LocalOptimisation testTime = LocalOptimisation.ofSteps(100, 8, LearningRate.standard(0.2));
    Svi svi =
        new Svi(
            family,
            new InnerLoop(
                LocalOptimisation.ofSteps(8, 16, new LearningRate.Constant(0.1)),
                InnerLoop.Start.WARM),
            testTime);
    SemiAmortized semi =
        new SemiAmortized(
            amortized, LocalOptimisation.ofSteps(2, 16, new LearningRate.Constant(0.1)), testTime);
    ScoreFunction learned = new ScoreFunction(new ScoreFunction.Learned(DATA, List.of(8)));
    GumbelSoftmax relaxed = new GumbelSoftmax(0.3);
    return Stream.of(
        Arguments.of(MODEL, amortized, new ScoreFunction()),
        Arguments.of(MODEL, svi, new ScoreFunction()),
        Arguments.of(MODEL, amortized, learned),
        Arguments.of(MODEL, semi, learned),
        Arguments.of(MODEL, amortized, new Vimco()),
        Arguments.of(MODEL, svi, new Vimco()),
        Arguments.of(MODEL, amortized, relaxed),
        Arguments.of(ONE_HOT, oneHot, relaxed));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isReached(Vae model, InferenceStrategy strategy, GradientEstimator estimator) {
    TrainingConfig config =
        new TrainingConfig(
            150,
            50,
            8,
            Adam.standard(),
            new LearningRate.Cosine(0.03, 0.003),
            0,
            OptionalDouble.empty(),
            Optional.empty(),
            SEED);
    double allowed = estimator instanceof GumbelSoftmax ? ALLOWED_RELAXED_NATS : ALLOWED_NATS;
    try (Trainer trainer =
            new Trainer(GraphExecutor.standard(), model, strategy, estimator, config, "bits");
        TrainingState start = trainer.start(POINTS);
        TrainingState state = trainer.train(Observations.ofRows(ROWS, DATA))) {
      double before = logLikelihood(model, start.parameters());
      double reached = logLikelihood(model, state.parameters());
      assertThat(before).isLessThan(maximum - 1);
      assertThat(reached).isBetween(maximum - allowed, maximum + ALLOWED_NATS);
      assertThat(state.history().getLast().trainElbo()).isLessThan(maximum + ALLOWED_NATS);
    }
  }
}
