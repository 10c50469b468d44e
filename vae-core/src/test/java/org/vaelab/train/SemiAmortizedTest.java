package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.BernoulliFamily;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.Pathwise;
import org.vaelab.gradient.ScoreFunction;
import org.vaelab.gradient.StickingTheLanding;
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
import org.vaelab.inference.EncoderTraining;
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
import org.vaelab.optimisation.Momentum;
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

  private static SemiAmortized refined(Amortized encoder, EncoderTraining by) {
    return new SemiAmortized(encoder, TRAINING.by(new Momentum(0.5)), TEST_TIME, by);
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
    return gradients(strategy, PHI);
  }

  private static Map<String, INDArray> gradients(InferenceStrategy strategy, float[] phi) {
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
          .set(PosteriorFamily.PHI, phi, BATCH, phi.length / BATCH)
          .set("adjoint", normal(3, phi.length), BATCH, phi.length / BATCH)
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

  private static final float[] PHI = normal(1, BATCH * 2 * LATENT);

  /// Of log N(μ, σ²) in expectation under N(m, s²): (m − μ)/σ² by μ, ((m − μ)² + s²)/σ² − 1 by log
  // σ,
  /// where every point has the same μ and σ.
  @Test
  void towardsTheRefinedTheEncoderMatchesMoments() {
    Amortized constant = new Amortized(FAMILY, LATENT, new Constant(2 * LATENT));
    INDArray slope = gradients(refined(constant, EncoderTraining.REFINED)).get("encoder.row");
    for (int z = 0; z < LATENT; z++) {
      double byLocation = 0;
      double byLogScale = 0;
      for (int i = 0; i < BATCH; i++) {
        double m = PHI[i * 2 * LATENT + z];
        double s = Math.exp(PHI[i * 2 * LATENT + LATENT + z]);
        byLocation += m / BATCH;
        byLogScale += (m * m + s * s - 1) / BATCH;
      }
      assertThat(slope.getDouble(z)).isCloseTo(byLocation, Offset.offset(1e-12));
      assertThat(slope.getDouble(LATENT + z)).isCloseTo(byLogScale, Offset.offset(1e-12));
    }
  }

  /// Where the family has no closed form: at φ₀ = 0, N(0, I), the gradient by the mean is z, a
  /// sample of the refined q.
  @Test
  void towardsTheRefinedSamplesDoWithoutAClosedForm() {
    FullCovarianceFamily family = new FullCovarianceFamily();
    int width = family.rowSize(LATENT);
    Amortized constant = new Amortized(family, LATENT, new Constant(width));
    float[] rows = normal(1, BATCH * width);
    float[] noise = normal(2, SAMPLES * BATCH * LATENT);
    INDArray slope = gradients(refined(constant, EncoderTraining.REFINED), rows).get("encoder.row");
    double[] expected = new double[LATENT];
    for (int k = 0; k < SAMPLES; k++) {
      for (int i = 0; i < BATCH; i++) {
        int row = i * width;
        int at = (k * BATCH + i) * LATENT;
        double first = rows[row] + Math.exp(rows[row + 2]) * noise[at];
        double second =
            rows[row + 1]
                + (double) rows[row + 4] * noise[at]
                + Math.exp(rows[row + 5]) * noise[at + 1];
        expected[0] += first / (SAMPLES * BATCH);
        expected[1] += second / (SAMPLES * BATCH);
      }
    }
    assertThat(slope.getDouble(0)).isCloseTo(expected[0], Offset.offset(1e-12));
    assertThat(slope.getDouble(1)).isCloseTo(expected[1], Offset.offset(1e-12));
  }

  /// θ learns from the bound at φ_T alone, whatever the encoder learns from.
  @ParameterizedTest
  @EnumSource(EncoderTraining.class)
  void thetaLearnsFromTheRefined(EncoderTraining by) {
    Map<String, INDArray> semi = gradients(refined(ENCODER, by));
    Map<String, INDArray> atRefined =
        gradients(new Svi(FAMILY, new InnerLoop(TRAINING, InnerLoop.Start.ZERO), TEST_TIME));
    names(MODEL.parameters())
        .forEach(name -> assertSame(name, semi.get(name), atRefined.get(name)));
  }

  @Test
  void whatHasNoGradientThroughTheStepsIsRefused() {
    assertThatThrownBy(
            () -> new SemiAmortized(ENCODER, TRAINING, TEST_TIME, EncoderTraining.THROUGH_STEPS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give it the optimiser Momentum");
    Target sticking =
        new Target.OfBound(
            MODEL,
            refined(ENCODER, EncoderTraining.THROUGH_STEPS),
            new StickingTheLanding(),
            SAMPLES);
    assertThatThrownBy(() -> sticking.write(new Graph(DataType.FLOAT)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the sticking the landing estimator has no gradient");
    assertThat(GradientEstimator.standard().differentiatesBound(bits())).isFalse();
    assertThat(new ScoreFunction().differentiatesBound(bits())).isFalse();
  }

  private static Posterior bits() {
    Graph graph = new Graph(DataType.FLOAT);
    BernoulliFamily family = new BernoulliFamily();
    return family.posterior(graph, family.phi(graph, LATENT), LATENT);
  }

  @ParameterizedTest
  @EnumSource(EncoderTraining.class)
  void theStepIsTheSameByPlanAndBySameDiff(EncoderTraining by) {
    InferenceStrategy strategy = refined(ENCODER, by);
    new Agreement(
            type -> step(type, strategy), List.of("bound"), names(target(strategy).parameters()))
        .verify(SAMPLES, 20, 7);
  }

  /// An encoder that gives every data point the same φ.
  private record Constant(int out) implements Network {
    private ParameterSpec row() {
      return ParameterSpec.constantRow("encoder.row", out, 0);
    }

    @Override
    public int in() {
      return Bars.SIZE;
    }

    @Override
    public List<ParameterSpec> parameters() {
      return List.of(row());
    }

    @Override
    public SDVariable apply(Graph graph, SDVariable rows) {
      return SafeOps.columns(rows, 0, out).mul(0).add(graph.parameter(row()));
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
    Amortized constant = new Amortized(FAMILY, LATENT, new Constant(2 * LATENT));
    double alone = trained(constant);
    assertThat(alone).isLessThan(-9);
    assertThat(trained(refined(constant))).isGreaterThan(alone + 0.5);
    assertThat(trained(refined(constant, EncoderTraining.REFINED))).isGreaterThan(alone + 0.5);
    assertThat(trained(refined(constant, EncoderTraining.THROUGH_STEPS)))
        .isGreaterThan(alone + 0.5);
  }
}
