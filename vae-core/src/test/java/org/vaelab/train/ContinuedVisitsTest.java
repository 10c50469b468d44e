package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.data.Observations;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.WatchedExecutor;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.Svi;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.Objective;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Visits with kept moments, replayed: the gradients of each step are taken anew, and Adam's
/// formulas are applied to every data point by itself, over all of its visits.
class ContinuedVisitsTest {
  private static final int LATENT = 2;
  private static final int WIDTH = 2 * LATENT;
  private static final int POINTS = 10;
  private static final int BATCH = 4;
  private static final int BATCHES = 3;
  private static final int EPOCHS = 4;
  private static final int SEED = 6;
  private static final double RATE = 0.1;
  private static final PosteriorFamily FAMILY = new DiagonalGaussianFamily();
  private static final Vae MODEL =
      new Vae(Bars.SIZE, LATENT, List.of(8), Activation.TANH, new Likelihood.Bernoulli());

  /// Visits that end when the bound is level are of different lengths.
  private static final LocalOptimisation UNTIL_LEVEL =
      new LocalOptimisation(9, 1, new LearningRate.Constant(RATE), 1, 0.2);

  private final double[][] first = new double[POINTS][WIDTH];
  private final double[][] second = new double[POINTS][WIDTH];
  private final int[] steps = new int[POINTS];

  @Test
  void everyPointHasOneOptimisationThatItsVisitsInterrupt() {
    WatchedExecutor executor = new WatchedExecutor();
    try (Trainer trainer = trainer(executor, UNTIL_LEVEL, InnerLoop.Start.CONTINUED);
        TrainingState state = trainer.train(Bars.of(POINTS));
        CompiledGraph slope = slope();
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      List<WatchedExecutor.Run> runs = executor.runs();
      int visit = 0;
      for (int i = 0; i < runs.size(); i++) {
        WatchedExecutor.Run run = runs.get(i);
        if (run.gradients().equals(List.of(PosteriorFamily.PHI))) {
          replay(run, gradients(slope, inputs, run.inputs()), runs.get(i + 1), batch(visit));
        } else {
          visit++;
        }
      }
      assertThat(visit).isEqualTo(EPOCHS * BATCHES);
      assertThat(Arrays.stream(steps).distinct().count()).as("counts differ").isGreaterThan(1);
      assertThat(state.phi().orElseThrow().kept().orElseThrow().steps()).containsExactly(steps);
      assertThat(trainer.canReach(state, POINTS)).isTrue();
    }
  }

  /// In the second epoch, all but two of the points were visited twice.
  @Test
  void momentsThatNoTrainingHasAreRefused(@TempDir Path folder) {
    Path file = folder.resolve("run.ckpt");
    Path wrong = folder.resolve("wrong.ckpt");
    LocalOptimisation five = LocalOptimisation.ofSteps(5, 1, new LearningRate.Constant(RATE));
    try (Trainer trainer = trainer(five, InnerLoop.Start.CONTINUED);
        Trainer other = trainer(five, InnerLoop.Start.WARM)) {
      Observations data = TrainerTest.interruptingAt(Bars.of(POINTS), POINTS + 2 * BATCH + 1);
      try (TrainingState part =
          trainer
              .train(trainer.start(POINTS), data, Monitoring.none(), Checkpoints.none())
              .state()) {
        assertThat(Thread.interrupted()).isTrue();
        Checkpoint.save(file, part, "one");
      }
      try (TrainingState restored = Checkpoint.restore(file, trainer, "one")) {
        int[] counts = restored.phi().orElseThrow().kept().orElseThrow().steps();
        assertThat(Arrays.stream(counts).sorted())
            .containsExactly(5, 5, 10, 10, 10, 10, 10, 10, 10, 10);
        assertThat(trainer.canReach(restored, POINTS)).isTrue();
      }
      assertThatThrownBy(() -> Checkpoint.restore(file, other, "one"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("phi");
      Map<String, Consumer<CheckpointFile>> changes =
          Map.of(
              "phi/first moment", f -> f.floats().get("phi/first moment")[3] = Float.NaN,
              "phi/second moment", f -> f.floats().get("phi/second moment")[3] = -1,
              "phi/steps", f -> f.doubles().get("phi/steps")[3] = 0.5,
              "'phi/steps'", f -> f.doubles().remove("phi/steps"),
              "'phi'", f -> f.floats().put("phi/second moment", new float[3]));
      changes.forEach(
          (name, change) -> {
            CheckpointFile content = CheckpointFile.read(file);
            change.accept(content);
            content.write(wrong);
            assertThatThrownBy(() -> Checkpoint.restore(wrong, trainer, "one"))
                .as(name)
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(name);
          });
      for (int change : new int[] {-1, 1}) {
        CheckpointFile content = CheckpointFile.read(file);
        content.doubles().get("phi/steps")[3] += change;
        content.write(wrong);
        try (TrainingState state = Checkpoint.restore(wrong, trainer, "one")) {
          assertThat(trainer.canReach(state, POINTS)).isFalse();
        }
      }
    }
  }

  private static Trainer trainer(LocalOptimisation inner, InnerLoop.Start start) {
    return trainer(GraphExecutor.standard(), inner, start);
  }

  private static Trainer trainer(
      GraphExecutor executor, LocalOptimisation inner, InnerLoop.Start start) {
    TrainingConfig config =
        new TrainingConfig(
            EPOCHS,
            BATCH,
            1,
            Adam.standard(),
            new LearningRate.Constant(0.01),
            0,
            OptionalDouble.empty(),
            Optional.empty(),
            SEED);
    Svi svi = new Svi(FAMILY, new InnerLoop(inner, start), inner);
    return new Trainer(executor, MODEL, svi, Elbo.standard(), config, "bars");
  }

  private static int[] batch(int visit) {
    int[] order =
        NoiseSource.of(SEED, Purpose.SHUFFLING).permutation(POINTS, (long) (visit / BATCHES));
    int from = visit % BATCHES * BATCH;
    return Arrays.copyOfRange(order, from, Math.min(POINTS, from + BATCH));
  }

  private static CompiledGraph slope() {
    Graph graph = new Graph(DataType.FLOAT);
    Svi svi = new Svi(FAMILY, new InnerLoop(UNTIL_LEVEL, InnerLoop.Start.ZERO), UNTIL_LEVEL);
    var bound = new Target.OfBound(MODEL, svi, Pathwise.standard(), 1).write(graph);
    graph.objective(bound.trained().sum());
    return GraphExecutor.standard().compile(graph, List.of(), List.of(PosteriorFamily.PHI));
  }

  private static float[] gradients(CompiledGraph slope, Inputs inputs, Map<String, float[]> given) {
    int count = given.get(PosteriorFamily.PHI).length / WIDTH;
    for (ParameterSpec spec : MODEL.parameters()) {
      inputs.set(spec.name(), given.get(spec.name()), spec.shape());
    }
    inputs
        .set("x", given.get("x"), count, Bars.SIZE)
        .set(PosteriorFamily.PHI, given.get(PosteriorFamily.PHI), count, WIDTH)
        .set(PosteriorFamily.NOISE, given.get(PosteriorFamily.NOISE), count, LATENT)
        .set(Objective.KL_WEIGHT, given.get(Objective.KL_WEIGHT), 1);
    return HostArrays.floats(slope.run(inputs).gradient(PosteriorFamily.PHI));
  }

  private void replay(
      WatchedExecutor.Run run, float[] gradient, WatchedExecutor.Run next, int[] ids) {
    for (int row = 0; row < ids.length; row++) {
      int id = ids[row];
      steps[id]++;
      double correction =
          Math.sqrt(1 - Math.pow(0.999, steps[id])) / (1 - Math.pow(0.9, steps[id]));
      for (int d = 0; d < WIDTH; d++) {
        int at = row * WIDTH + d;
        double g = gradient[at];
        first[id][d] = 0.9 * first[id][d] + 0.1 * g;
        second[id][d] = 0.999 * second[id][d] + 0.001 * g * g;
        double expected =
            run.inputs().get(PosteriorFamily.PHI)[at]
                + RATE * correction * first[id][d] / (Math.sqrt(second[id][d]) + 1e-8);
        assertThat((double) next.inputs().get(PosteriorFamily.PHI)[at])
            .as("point %d after %d steps", id, steps[id])
            .isCloseTo(expected, Offset.offset(1e-5));
      }
    }
  }
}
