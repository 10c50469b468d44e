package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.Agreement;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.Results;
import org.vaelab.graph.SafeOps;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.SemiAmortized;
import org.vaelab.inference.Session;
import org.vaelab.inference.Svi;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Network;
import org.vaelab.objective.Objective;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class SemiAmortizedTest {
  private static final int LATENT = 2;
  private static final int SAMPLES = 3;
  private static final int BATCH = 7;
  private static final PosteriorFamily FAMILY = new DiagonalGaussianFamily();
  private static final Vae MODEL =
      new Vae(Bars.SIZE, LATENT, List.of(16), Activation.TANH, new Likelihood.Bernoulli());
  private static final Amortized ENCODER =
      new Amortized(FAMILY, Bars.SIZE, LATENT, List.of(16), Activation.TANH);
  private static final LocalOptimisation TRAINING =
      LocalOptimisation.ofSteps(10, 1, new LearningRate.Constant(0.1));
  private static final LocalOptimisation TEST_TIME =
      LocalOptimisation.ofSteps(100, 2, new LearningRate.Cosine(0.2, 0.05));

  private static SemiAmortized refined(Amortized encoder) {
    return new SemiAmortized(encoder, TRAINING, TEST_TIME);
  }

  private static Target target(InferenceStrategy strategy) {
    return new Target.OfBound(MODEL, strategy, Pathwise.standard(), SAMPLES);
  }

  private static Graph step(DataType type, InferenceStrategy strategy) {
    Graph graph = new Graph(type);
    var bound = target(strategy).write(graph);
    graph.output("bound", bound.value());
    graph.objective(bound.trained().mean());
    return graph;
  }

  private static List<String> names(List<ParameterSpec> specs) {
    return specs.stream().map(ParameterSpec::name).toList();
  }

  private static float[] normal(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (0.7 * random.nextGaussian());
    }
    return values;
  }

  /// Gradients of a strategy's step by all parameters that it trains, in double precision, at one
  /// choice of parameters, data, φ and noise, with β = 0.6.
  private static Map<String, INDArray> gradients(InferenceStrategy strategy) {
    List<ParameterSpec> specs = target(strategy).parameters();
    Map<String, INDArray> gradients = new LinkedHashMap<>();
    try (Parameters parameters =
            Parameters.initial(specs, NoiseSource.of(1, Purpose.INITIALISATION), DataType.DOUBLE);
        CompiledGraph compiled =
            GraphExecutor.standard()
                .compile(step(DataType.DOUBLE, strategy), List.of("bound"), names(specs));
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      inputs
          .share(parameters)
          .set("x", Bars.of(BATCH).batch(new int[] {0, 1, 2, 3, 4, 5, 6}, 0), BATCH, Bars.SIZE)
          .set(PosteriorFamily.PHI, normal(1, BATCH * 2 * LATENT), BATCH, 2 * LATENT)
          .set(PosteriorFamily.NOISE, normal(2, SAMPLES * BATCH * LATENT), SAMPLES * BATCH, LATENT)
          .set(Objective.KL_WEIGHT, new float[] {0.6f}, 1);
      Results results = compiled.run(inputs);
      names(specs).forEach(name -> gradients.put(name, results.gradient(name).dup()));
    }
    return gradients;
  }

  private static void assertSame(String name, INDArray actual, INDArray expected) {
    assertThat(expected.norm2Number().doubleValue()).as(name).isGreaterThan(1e-3);
    assertThat(actual.distance2(expected)).as(name).isLessThan(1e-12);
  }

  /// θ's gradient is that of SVI, at the refined φ; λ's is that of the encoder alone, at φ₀.
  @Test
  void thetaLearnsFromTheRefinedAndTheEncoderFromItsOwn() {
    Map<String, INDArray> semi = gradients(refined(ENCODER));
    Map<String, INDArray> atRefined =
        gradients(new Svi(FAMILY, new InnerLoop(TRAINING, InnerLoop.Start.ZERO), TEST_TIME));
    Map<String, INDArray> atStart = gradients(ENCODER);
    for (String name : names(MODEL.parameters())) {
      assertSame(name, semi.get(name), atRefined.get(name));
      assertThat(atStart.get(name).distance2(atRefined.get(name)))
          .as("%s has another gradient at φ₀", name)
          .isGreaterThan(1e-3);
    }
    for (String name : names(ENCODER.parameters())) {
      assertSame(name, semi.get(name), atStart.get(name));
    }
  }

  @Test
  void theStepIsTheSameByPlanAndBySameDiff() {
    InferenceStrategy strategy = refined(ENCODER);
    new Agreement(
            type -> step(type, strategy), List.of("bound"), names(target(strategy).parameters()))
        .verify(SAMPLES, 20, 7);
  }

  /// An encoder that gives every data point the same φ.
  private record Constant() implements Network {
    private static final ParameterSpec ROW = ParameterSpec.constantRow("encoder.row", 4, 0);

    @Override
    public int in() {
      return Bars.SIZE;
    }

    @Override
    public int out() {
      return 2 * LATENT;
    }

    @Override
    public List<ParameterSpec> parameters() {
      return List.of(ROW);
    }

    @Override
    public SDVariable apply(Graph graph, SDVariable rows) {
      return SafeOps.columns(rows, 0, 4).mul(0).add(graph.parameter(ROW));
    }
  }

  private static TrainingConfig config() {
    return new TrainingConfig(
        60,
        40,
        1,
        Adam.standard(),
        LearningRate.standard(2e-2),
        2,
        OptionalDouble.empty(),
        Optional.empty(),
        4);
  }

  /// Mean ELBO of points that no training saw.
  private static double trained(InferenceStrategy strategy) {
    Observations data = Bars.of(240);
    Points fresh = new Points(data, IntStream.range(200, 240).toArray());
    try (Trainer trainer =
            new Trainer(
                GraphExecutor.standard(), MODEL, strategy, Pathwise.standard(), config(), "bars");
        TrainingState state = trainer.train(Bars.of(200));
        Session session = new Session(GraphExecutor.standard(), MODEL, state.parameters());
        LocalPosteriors q =
            session.infer(strategy, fresh, NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION))) {
      return new MonteCarloElbo(200)
          .estimate(session, q, NoiseSource.of(1, Purpose.EVALUATION))
          .mean()
          .mean();
    }
  }

  /// With such an encoder alone no structure can be found: -9.2 nats are the best constant bits.
  @Test
  void refinementMakesUpForAnEncoderThatKnowsNothing() {
    Amortized constant = new Amortized(FAMILY, LATENT, new Constant());
    double alone = trained(constant);
    double refined = trained(refined(constant));
    assertThat(alone).isLessThan(-9);
    assertThat(refined).isGreaterThan(alone + 0.5);
  }
}
