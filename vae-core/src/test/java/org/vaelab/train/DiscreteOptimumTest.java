package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Observations;
import org.vaelab.distribution.BernoulliFamily;
import org.vaelab.distribution.BernoulliPrior;
import org.vaelab.distribution.Support;
import org.vaelab.evidence.exact.Enumeration;
import org.vaelab.gradient.ScoreFunction;
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
import org.vaelab.inference.Svi;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Training a sigmoid belief network by the score function reaches the log-likelihood that gradient
/// ascent on the exact, enumerated log p(x) reaches. Each hidden bit of the network that made the
/// data has pixels of its own, so that the posterior is all but factorised and the ELBO tight.
class DiscreteOptimumTest {
  private static final int POINTS = 300;
  private static final int BITS = 2;
  private static final int DATA = 8;
  private static final int SEED = 1;
  private static final double ALLOWED_NATS = 0.02;
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
      maximum = logLikelihood(theta);
    }
  }

  private static double logLikelihood(Parameters theta) {
    double sum = 0;
    try (Enumeration enumeration = new Enumeration(GraphExecutor.standard(), MODEL, theta)) {
      for (int i = 0; i < POINTS; i++) {
        float[] x = Arrays.copyOfRange(ROWS, i * DATA, (i + 1) * DATA);
        sum += enumeration.posterior(x).logEvidence();
      }
    }
    return sum / POINTS;
  }

  static List<InferenceStrategy> strategies() {
    BernoulliFamily family = new BernoulliFamily();
    return List.of(
        new Amortized(family, DATA, BITS, List.of(), Activation.TANH),
        new Svi(
            family,
            new InnerLoop(
                LocalOptimisation.ofSteps(8, 16, new LearningRate.Constant(0.1)),
                InnerLoop.Start.WARM),
            LocalOptimisation.ofSteps(100, 8, LearningRate.standard(0.2))));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void isReached(InferenceStrategy strategy) {
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
    try (Trainer trainer =
            new Trainer(
                GraphExecutor.standard(), MODEL, strategy, new ScoreFunction(), config, "bits");
        TrainingState start = trainer.start(POINTS);
        TrainingState state = trainer.train(Observations.ofRows(ROWS, DATA))) {
      double before = logLikelihood(start.parameters());
      double reached = logLikelihood(state.parameters());
      assertThat(before).isLessThan(maximum - 1);
      assertThat(reached).isBetween(maximum - ALLOWED_NATS, maximum + ALLOWED_NATS);
      assertThat(state.history().getLast().trainElbo()).isLessThan(maximum + ALLOWED_NATS);
    }
  }
}
