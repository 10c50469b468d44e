package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.data.Observations;
import org.vaelab.distribution.DiagonalGaussian;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Results;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.EncoderTraining;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.SemiAmortized;
import org.vaelab.inference.Svi;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.Likelihood;
import org.vaelab.model.LinearGaussian;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.objective.Objective;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.optimisation.Momentum;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// The gradients that a trainer finds through the steps of the refinement, against differences of
/// the whole computation in double precision: encoder, T steps of its own making, bound at φ_T.
class ThroughStepsTest {
  private static final int DATA = 4;
  private static final int LATENT = 2;
  private static final int POINTS = 5;
  private static final int SAMPLES = 2;
  private static final int STEPS = 4;
  private static final double DECAY = 0.6;
  private static final long SEED = 8;
  // The second of four epochs of warm-up.
  private static final int EPOCH = 1;
  private static final int WARM_UP = 4;
  private static final double WEIGHT = 0.25;
  private static final double DIFFERENCE = 1e-5;
  private static final LocalOptimisation REFINEMENT =
      LocalOptimisation.ofSteps(STEPS, 1, new LearningRate.Cosine(0.15, 0.3))
          .by(new Momentum(DECAY));

  /// φ is μ, the scale is the same for all: the bound of a linear-Gaussian model is quadratic in φ.
  private record Located() implements PosteriorFamily {
    @Override
    public String label() {
      return "located Gaussian";
    }

    @Override
    public int rowSize(int latentSize) {
      return latentSize;
    }

    @Override
    public Posterior posterior(Graph graph, SDVariable phi, int latentSize) {
      return new DiagonalGaussian(phi, phi.mul(0).sub(0.7), latentSize);
    }

    @Override
    public float[] initialRow(int latentSize, RandomGenerator start) {
      return new float[latentSize];
    }

    @Override
    public float[] randomRow(int latentSize, RandomGenerator generator) {
      return initialRow(latentSize, generator);
    }
  }

  /// @param allowed error of each parameter's gradient, relative to its norm: that of floats, where
  ///     the bound is quadratic in φ, the trainer's differences have no other
  private record Case(LatentVariableModel model, PosteriorFamily family, double allowed) {
    Amortized encoder() {
      return new Amortized(family, DATA, LATENT, List.of(3), Activation.TANH);
    }

    SemiAmortized strategy() {
      return new SemiAmortized(encoder(), REFINEMENT, REFINEMENT, EncoderTraining.THROUGH_STEPS);
    }

    List<ParameterSpec> specs() {
      return strategy().parametersWith(model);
    }
  }

  static List<Case> cases() {
    Vae vae = new Vae(DATA, LATENT, List.of(5), Activation.TANH, new Likelihood.Bernoulli());
    return List.of(
        new Case(new LinearGaussian(DATA, LATENT), new Located(), 2e-4),
        new Case(new LinearGaussian(DATA, LATENT), new DiagonalGaussianFamily(), 1e-4),
        new Case(vae, new DiagonalGaussianFamily(), 1e-4),
        new Case(vae, new FullCovarianceFamily(), 1e-4));
  }

  private static Observations data() {
    SplittableRandom random = new SplittableRandom(3);
    float[] rows = new float[POINTS * DATA];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.nextInt(2);
    }
    return Observations.ofRows(rows, DATA);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void areThoseOfTheWholeComputation(Case tested) {
    List<Map<String, float[]>> values = new ArrayList<>();
    List<Map<String, float[]>> moments = new ArrayList<>();
    TrainingConfig config =
        new TrainingConfig(
            EPOCH + 1,
            POINTS,
            SAMPLES,
            Adam.standard(),
            new LearningRate.Constant(0.03),
            WARM_UP,
            OptionalDouble.empty(),
            Optional.empty(),
            SEED);
    Checkpoints<TrainingState> keep =
        state -> {
          values.add(state.parameters().values());
          moments.add(state.optimiser().firstMoments().values());
        };
    try (Trainer trainer =
            new Trainer(
                GraphExecutor.standard(),
                tested.model(),
                tested.strategy(),
                Elbo.standard(),
                config,
                "semi-amortized");
        TrainingState start = trainer.start(POINTS)) {
      trainer.train(start, data(), Monitoring.none(), keep);
    }
    try (Reference reference = new Reference(tested, values.get(EPOCH - 1))) {
      for (ParameterSpec spec : tested.specs()) {
        String name = spec.name();
        double[] expected = reference.differences(name, false);
        double[] direct = reference.differences(name, true);
        double[] actual = new double[expected.length];
        for (int i = 0; i < actual.length; i++) {
          // m' = 0.9 m + 0.1 g
          actual[i] =
              (moments.get(EPOCH).get(name)[i] - 0.9 * moments.get(EPOCH - 1).get(name)[i]) / 0.1;
        }
        double norm = distance(expected, new double[expected.length]);
        assertThat(distance(actual, expected)).as(name).isLessThan(tested.allowed() * norm);
        assertThat(distance(direct, expected))
            .as("%s, without what passes through the steps", name)
            .isGreaterThan(0.03 * norm);
      }
    }
  }

  @Test
  void aGradientThatIsNoNumberIsNamed() {
    Case vae = cases().getLast();
    LocalOptimisation wild =
        LocalOptimisation.ofSteps(1, 1, new LearningRate.Constant(1e30)).by(new Momentum(DECAY));
    SemiAmortized strategy =
        new SemiAmortized(vae.encoder(), wild, wild, EncoderTraining.THROUGH_STEPS);
    try (Trainer trainer =
        new Trainer(
            GraphExecutor.standard(),
            vae.model(),
            strategy,
            Elbo.standard(),
            TrainingConfig.of(1, POINTS, 0.01, SEED),
            "wild")) {
      assertThatThrownBy(() -> trainer.train(data()))
          .isInstanceOf(NonFiniteObjectiveException.class)
          .hasMessageContaining("The gradient through the steps")
          .hasMessageEndingWith("of the local optimisation or fewer steps.");
    }
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }

  /// The mean bound at φ_T as a function of all parameters, in double precision.
  private static final class Reference implements AutoCloseable {
    private final Case tested;
    private final Map<String, INDArray> parameters = new LinkedHashMap<>();
    private final Inputs inputs = new Inputs(DataType.DOUBLE);
    private final CompiledGraph encoding;
    private final CompiledGraph step;
    private final CompiledGraph last;
    private final INDArray end;

    Reference(Case tested, Map<String, float[]> values) {
      this.tested = tested;
      Graph graph = new Graph(DataType.DOUBLE);
      graph.output("phi", tested.encoder().phi(graph, tested.model().data(graph), LATENT));
      encoding = GraphExecutor.standard().compile(graph, List.of("phi"), List.of());
      step = bound(1, List.of(PosteriorFamily.PHI));
      last = bound(SAMPLES, List.of());
      for (ParameterSpec spec : tested.specs()) {
        INDArray array = HostArrays.create(DataType.DOUBLE, values.get(spec.name()), spec.shape());
        parameters.put(spec.name(), array);
        inputs.share(spec.name(), array);
      }
      inputs
          .set("x", data().batch(ids(), EPOCH), POINTS, DATA)
          .set(Objective.KL_WEIGHT, new float[] {(float) WEIGHT}, 1);
      end = refined();
    }

    private static int[] ids() {
      return new int[] {0, 1, 2, 3, 4};
    }

    private CompiledGraph bound(int samples, List<String> gradients) {
      Graph graph = new Graph(DataType.DOUBLE);
      Svi atPhi =
          new Svi(tested.family(), new InnerLoop(REFINEMENT, InnerLoop.Start.ZERO), REFINEMENT);
      var bound =
          new Target.OfBound(tested.model(), atPhi, Pathwise.standard(), samples).write(graph);
      graph.output("bound", bound.trained());
      graph.objective(bound.trained().sum());
      return GraphExecutor.standard().compile(graph, List.of("bound"), gradients);
    }

    /// φ_T
    private INDArray refined() {
      INDArray phi = encoding.run(inputs).output("phi").dup();
      INDArray velocity = phi.like();
      for (int t = 0; t < STEPS; t++) {
        float[] noise = new float[POINTS * LATENT];
        NoiseSource.of(SEED, Purpose.LOCAL_OPTIMISATION)
            .gaussian(EPOCH, t, ids(), 1, LATENT, noise);
        inputs.set(PosteriorFamily.NOISE, noise, POINTS, LATENT).share(PosteriorFamily.PHI, phi);
        velocity.muli(DECAY).addi(step.run(inputs).gradient(PosteriorFamily.PHI));
        phi.addi(velocity.mul(REFINEMENT.learningRate().at((double) t / STEPS)));
      }
      return phi;
    }

    private double value(INDArray phi) {
      float[] noise =
          NoiseSource.of(SEED, Purpose.TRAINING).gaussian(EPOCH, ids(), 0, SAMPLES, LATENT);
      inputs
          .set(PosteriorFamily.NOISE, noise, (long) SAMPLES * POINTS, LATENT)
          .share(PosteriorFamily.PHI, phi);
      Results results = last.run(inputs);
      return results.output("bound").sumNumber().doubleValue() / POINTS;
    }

    /// @param direct whether φ_T stays where it is
    double[] differences(String name, boolean direct) {
      INDArray array = parameters.get(name);
      double[] gradient = new double[(int) array.length()];
      for (int i = 0; i < gradient.length; i++) {
        double before = array.data().getDouble(i);
        array.data().put(i, before + DIFFERENCE);
        double above = value(direct ? end : refined());
        array.data().put(i, before - DIFFERENCE);
        double below = value(direct ? end : refined());
        array.data().put(i, before);
        gradient[i] = (above - below) / (2 * DIFFERENCE);
      }
      return gradient;
    }

    @Override
    public void close() {
      List.of(encoding, step, last).forEach(CompiledGraph::close);
      inputs.close();
    }
  }
}
