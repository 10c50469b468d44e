package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.Results;
import org.vaelab.graph.WatchedExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.EncoderTraining;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.SemiAmortized;
import org.vaelab.inference.Svi;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.Bound;
import org.vaelab.objective.Objective;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.optimisation.Momentum;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// What the graphs of a training run are run on: φ at the start of visits, and β.
class VisitsTest {
  private static final int LATENT = 2;
  private static final int STEPS = 3;
  private static final int POINTS = 10;
  private static final int BATCH = 4;
  private static final int EPOCHS = 4;
  private static final int WARM_UP = 2;
  private static final float BETA = 2.5f;
  private static final int SEED = 6;
  private static final PosteriorFamily FAMILY = new DiagonalGaussianFamily();
  private static final Vae MODEL =
      new Vae(Bars.SIZE, LATENT, List.of(8), Activation.TANH, new Likelihood.Bernoulli());
  private static final Amortized ENCODER =
      new Amortized(FAMILY, Bars.SIZE, LATENT, List.of(8), Activation.TANH);
  private static final LocalOptimisation INNER =
      LocalOptimisation.ofSteps(STEPS, 1, new LearningRate.Constant(0.1));

  private static Svi svi(InnerLoop.Start start) {
    return new Svi(FAMILY, new InnerLoop(INNER, start), INNER);
  }

  private static TrainingConfig config(int batch) {
    return new TrainingConfig(
            EPOCHS,
            batch,
            2,
            Adam.standard(),
            new LearningRate.Constant(0.01),
            WARM_UP,
            OptionalDouble.empty(),
            Optional.empty(),
            SEED)
        .withBeta(BETA);
  }

  private static Trainer trainer(GraphExecutor executor, InferenceStrategy strategy, int batch) {
    return new Trainer(executor, MODEL, strategy, Pathwise.standard(), config(batch), "bars");
  }

  /// Runs of a whole training, in order: for each minibatch the inner steps, then that on θ.
  private static List<WatchedExecutor.Run> runs(InferenceStrategy strategy) {
    WatchedExecutor executor = new WatchedExecutor();
    try (Trainer trainer = trainer(executor, strategy, BATCH);
        TrainingState state = trainer.train(Bars.of(POINTS))) {
      assertThat(state.phi().isPresent())
          .isEqualTo(strategy instanceof Svi s && s.training().start() != InnerLoop.Start.ZERO);
    }
    return executor.runs();
  }

  private static float[] phi(WatchedExecutor.Run run) {
    return run.inputs().get(PosteriorFamily.PHI);
  }

  @Test
  void fromZeroEveryVisitStartsAtTheInitialRow() {
    List<WatchedExecutor.Run> runs = runs(svi(InnerLoop.Start.ZERO));
    assertThat(runs).hasSize(EPOCHS * 3 * (STEPS + 1));
    for (int i = 0; i < runs.size(); i++) {
      if (i % (STEPS + 1) == 0) {
        assertThat(phi(runs.get(i))).as("run %d", i).containsOnly(0);
      } else {
        assertThat(phi(runs.get(i))).as("run %d", i).doesNotContain(0);
      }
    }
  }

  /// The initial row at first; then no visit starts anew.
  @ParameterizedTest
  @EnumSource(names = {"WARM", "CONTINUED"})
  void warmStartsGoOnWhereTheLastVisitEnded(InnerLoop.Start start) {
    List<WatchedExecutor.Run> runs = runs(svi(start));
    for (int i = 0; i < runs.size(); i += STEPS + 1) {
      if (i < 3 * (STEPS + 1)) {
        assertThat(phi(runs.get(i))).as("run %d", i).containsOnly(0);
      } else {
        assertThat(phi(runs.get(i))).as("run %d", i).doesNotContain(0);
      }
    }
  }

  /// Fresh moments make Adam's first step as long as its rate in every dimension, whatever the
  /// gradient; kept ones do not, once there are any.
  @ParameterizedTest
  @EnumSource(names = {"WARM", "CONTINUED"})
  void momentsAreThoseOfTheLastVisitOrFresh(InnerLoop.Start start) {
    List<WatchedExecutor.Run> runs = runs(svi(start));
    for (int i = 0; i < runs.size(); i += STEPS + 1) {
      float[] before = phi(runs.get(i));
      float[] after = phi(runs.get(i + 1));
      long full =
          IntStream.range(0, before.length)
              .filter(j -> Math.abs(Math.abs(after[j] - before[j]) - 0.1) < 1e-4)
              .count();
      if (start == InnerLoop.Start.WARM || i < 3 * (STEPS + 1)) {
        assertThat(full).as("run %d", i).isEqualTo(before.length);
      } else {
        assertThat(full).as("run %d", i).isLessThan(before.length / 4);
      }
    }
  }

  /// Before each visit one run of the encoder, whose φ₀ is the start.
  @Test
  void anEncoderIsAskedBeforeEachVisit() {
    List<WatchedExecutor.Run> runs = runs(new SemiAmortized(ENCODER, INNER, INNER));
    assertThat(runs).hasSize(EPOCHS * 3 * (STEPS + 2));
    for (int i = 0; i < runs.size(); i++) {
      if (i % (STEPS + 2) == 0) {
        assertThat(runs.get(i).outputs()).as("run %d", i).containsExactly("phi");
      } else if (i % (STEPS + 2) == 1) {
        assertThat(phi(runs.get(i))).as("run %d", i).doesNotContain(0);
      }
    }
  }

  /// Gradients of bounds are what the graphs are run for, the encoder's own run apart; the bound at
  /// φ₀ is in one graph with that at φ_T.
  @ParameterizedTest
  @MethodSource("strategies")
  void everyGradientOfABoundIsCounted(InferenceStrategy strategy) {
    WatchedExecutor executor = new WatchedExecutor();
    try (Trainer trainer = trainer(executor, strategy, BATCH);
        TrainingState state = trainer.train(Bars.of(POINTS))) {
      long expected = 0;
      for (WatchedExecutor.Run run : executor.runs()) {
        boolean ofStep = run.gradients().contains("decoder.W0") && run.outputs().contains("bound");
        boolean twoBounds =
            strategy instanceof SemiAmortized semi
                && semi.encoderTraining() == EncoderTraining.BOUND;
        if (!run.gradients().isEmpty()) {
          expected += run.inputs().get("x").length / Bars.SIZE * (ofStep && twoBounds ? 2L : 1);
        }
      }
      assertThat(state.counters().gradientEvaluations()).isEqualTo(expected);
      assertThat(state.history().getLast().gradientEvaluations()).isEqualTo(expected);
    }
  }

  static List<InferenceStrategy> strategies() {
    LocalOptimisation momentum = INNER.by(new Momentum(0.5));
    LocalOptimisation untilLevel =
        new LocalOptimisation(9, 1, new LearningRate.Constant(0.1), 1, 0.2);
    List<InferenceStrategy> all = new ArrayList<>();
    all.add(ENCODER);
    all.add(svi(InnerLoop.Start.ZERO));
    all.add(new Svi(FAMILY, new InnerLoop(untilLevel, InnerLoop.Start.CONTINUED), INNER));
    for (EncoderTraining by : EncoderTraining.values()) {
      all.add(new SemiAmortized(ENCODER, momentum, INNER, by));
    }
    return all;
  }

  /// After T steps, the gradient at φ_T with the noise of the step, then two on either side of each
  /// φ_t, the last first, with the noise of that step; the step on θ is at φ_T with its own noise.
  @Test
  void theWayBackIsThatOfTheSteps() {
    SemiAmortized strategy =
        new SemiAmortized(
            ENCODER, INNER.by(new Momentum(0.5)), INNER, EncoderTraining.THROUGH_STEPS);
    List<WatchedExecutor.Run> runs = runs(strategy);
    int perVisit = 3 * STEPS + 3; // Encoding, T, at φ_T, 2T, the step.
    assertThat(runs).hasSize(EPOCHS * 3 * perVisit);
    for (int start = 0; start < runs.size(); start += perVisit) {
      List<WatchedExecutor.Run> visit = runs.subList(start, start + perVisit);
      WatchedExecutor.Run last = visit.getLast();
      WatchedExecutor.Run atEnd = visit.get(1 + STEPS);
      assertThat(phi(atEnd)).containsExactly(phi(last));
      assertThat(noise(atEnd)).containsExactly(noise(last));
      for (int t = 0; t < STEPS; t++) {
        WatchedExecutor.Run forward = visit.get(1 + t);
        float[] weight = forward.inputs().get(Objective.KL_WEIGHT);
        for (int side = 0; side < 2; side++) {
          WatchedExecutor.Run back = visit.get(2 + STEPS + 2 * (STEPS - 1 - t) + side);
          assertThat(noise(back)).containsExactly(noise(forward));
          assertThat(back.inputs().get(Objective.KL_WEIGHT)).containsExactly(weight);
          for (int i = 0; i < phi(back).length; i++) {
            assertThat(phi(back)[i]).isCloseTo(phi(forward)[i], Offset.offset(0.01f));
          }
        }
      }
    }
  }

  private static float[] noise(WatchedExecutor.Run run) {
    return run.inputs().get(PosteriorFamily.NOISE);
  }

  @Test
  void theWeightOfTheDivergenceRisesOverTheFirstEpochs() {
    List<WatchedExecutor.Run> runs = runs(svi(InnerLoop.Start.ZERO));
    for (int i = 0; i < runs.size(); i++) {
      double epoch = i / (STEPS + 1) / 3.0;
      float[] weight = runs.get(i).inputs().get(Objective.KL_WEIGHT);
      assertThat((double) weight[0])
          .as("run %d", i)
          .isCloseTo(BETA * Math.min(1, epoch / WARM_UP), Offset.offset(1e-6));
    }
  }

  /// One batch per epoch, so that the first moment of Adam, m' = 0.9 m + 0.1 g, gives away the
  /// gradient g of each epoch's only step.
  @Test
  void theTrainedGradientIsThatOfTheWeightedBound() {
    List<Map<String, float[]>> parameters = new ArrayList<>();
    List<Map<String, float[]>> moments = new ArrayList<>();
    Checkpoints<TrainingState> keep =
        state -> {
          parameters.add(state.parameters().values());
          moments.add(state.optimiser().firstMoments().values());
        };
    try (Trainer trainer = trainer(GraphExecutor.standard(), ENCODER, POINTS);
        TrainingState start = trainer.start(POINTS)) {
      keep.milestone(start);
      trainer.train(start, Bars.of(POINTS), Monitoring.none(), keep);
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        Map<String, float[]> expected =
            gradients(trainer.parameters(), parameters.get(epoch), epoch);
        for (String name : expected.keySet()) {
          float[] before = moments.get(epoch).get(name);
          float[] after = moments.get(epoch + 1).get(name);
          for (int i = 0; i < before.length; i++) {
            assertThat((after[i] - 0.9 * before[i]) / 0.1)
                .as("%s, epoch %d", name, epoch)
                .isCloseTo(expected.get(name)[i], Offset.offset(1e-4));
          }
        }
      }
    }
  }

  private static Map<String, float[]> gradients(
      List<ParameterSpec> specs, Map<String, float[]> values, int epoch) {
    List<String> names = specs.stream().map(ParameterSpec::name).toList();
    int[] ids = IntStream.range(0, POINTS).toArray();
    Graph graph = new Graph(DataType.FLOAT);
    Bound bound = new Target.OfBound(MODEL, ENCODER, Pathwise.standard(), 2).write(graph);
    graph.objective(bound.trained().mean());
    Map<String, float[]> gradients = new LinkedHashMap<>();
    try (Parameters parameters = Parameters.of(specs, values);
        CompiledGraph compiled = GraphExecutor.standard().compile(graph, List.of(), names);
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs
          .share(parameters)
          .set("x", Bars.of(POINTS).batch(ids, epoch), POINTS, Bars.SIZE)
          .set(
              PosteriorFamily.NOISE,
              NoiseSource.of(SEED, Purpose.TRAINING).gaussian(epoch, ids, 0, 2, LATENT),
              2 * POINTS,
              LATENT)
          .set(Objective.KL_WEIGHT, new float[] {BETA * Math.min(1, (float) epoch / WARM_UP)}, 1);
      Results results = compiled.run(inputs);
      names.forEach(name -> gradients.put(name, HostArrays.floats(results.gradient(name))));
    }
    return gradients;
  }

  /// One graph for the steps, and those of what is measured beside them, for all epochs.
  @Test
  void aTrainingCompilesItsGraphsOnce() {
    WatchedExecutor executor = new WatchedExecutor();
    Observations data = Bars.of(POINTS);
    HeldOut heldOut =
        session -> {
          try (LocalPosteriors q =
              session.infer(
                  ENCODER, Points.all(data), NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION))) {
            return new MonteCarloElbo(5)
                .estimate(session, q, NoiseSource.of(1, Purpose.EVALUATION))
                .mean()
                .mean();
          }
        };
    try (Trainer trainer = trainer(executor, new SemiAmortized(ENCODER, INNER, INNER), BATCH);
        TrainingState start = trainer.start(POINTS)) {
      trainer.train(
          start, data, new Monitoring(Optional.of(heldOut), Optional.empty()), Checkpoints.none());
    }
    assertThat(executor.compiled())
        .containsExactlyInAnyOrder(
            List.of("bound"), List.of("bound"), List.of("phi"), List.of("elbo"));
  }
}
