package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.algorithm.Driver;
import org.vaelab.algorithm.StoppingRule;
import org.vaelab.data.Observations;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.EncoderTraining;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.SemiAmortized;
import org.vaelab.inference.Svi;
import org.vaelab.model.AutoregressiveBernoulli;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.Iwae;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.optimisation.Momentum;

class TrainerTest {
  private static final int LATENT = 2;
  private static final Vae MODEL =
      new Vae(Bars.SIZE, LATENT, List.of(16), Activation.TANH, new Likelihood.Bernoulli());
  private static final InferenceStrategy AMORTIZED =
      new Amortized(new DiagonalGaussianFamily(), Bars.SIZE, LATENT, List.of(16), Activation.TANH);
  private static final InferenceStrategy SVI = svi(InnerLoop.Start.WARM);
  private static final InferenceStrategy CONTINUED = svi(InnerLoop.Start.CONTINUED);
  private static final InferenceStrategy FROM_ZERO = svi(InnerLoop.Start.ZERO);
  private static final InferenceStrategy SEMI_AMORTIZED = semiAmortized(EncoderTraining.BOUND);
  private static final InferenceStrategy TO_REFINED = semiAmortized(EncoderTraining.REFINED);
  private static final InferenceStrategy THROUGH_STEPS =
      semiAmortized(EncoderTraining.THROUGH_STEPS);

  private static InferenceStrategy semiAmortized(EncoderTraining by) {
    LocalOptimisation momentum = inner().by(new Momentum(0.5));
    return new SemiAmortized((Amortized) AMORTIZED, momentum, inner(), by);
  }

  private static LocalOptimisation inner() {
    return LocalOptimisation.ofSteps(5, 1, new LearningRate.Constant(0.1));
  }

  private static Svi svi(InnerLoop.Start start) {
    LocalOptimisation testTime =
        LocalOptimisation.ofSteps(60, 1, new LearningRate.Cosine(0.2, 0.05));
    return new Svi(new DiagonalGaussianFamily(), new InnerLoop(inner(), start), testTime);
  }

  static List<InferenceStrategy> strategies() {
    return List.of(AMORTIZED, SVI, CONTINUED, FROM_ZERO, SEMI_AMORTIZED, TO_REFINED, THROUGH_STEPS);
  }

  private static TrainingConfig config(int epochs) {
    return new TrainingConfig(
        epochs,
        32,
        1,
        Adam.standard(),
        LearningRate.standard(2e-2),
        2,
        OptionalDouble.of(100),
        Optional.empty(),
        4);
  }

  private static Trainer trainer(InferenceStrategy strategy, TrainingConfig config) {
    return new Trainer(
        GraphExecutor.standard(), MODEL, strategy, Elbo.standard(), config, "training");
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void trainingRaisesTheBound(InferenceStrategy strategy) {
    int epochs = 80;
    try (Trainer trainer = trainer(strategy, config(epochs));
        TrainingState state = trainer.train(Bars.of(200))) {
      assertThat(state.history()).hasSize(epochs);
      // The best constant Bernoulli per pixel has -9.2 nats: structure must have been found. Five
      // steps from zero do not lead far.
      double least = strategy == FROM_ZERO ? -9.1 : -8.7;
      assertThat(state.history().getLast().trainElbo()).isGreaterThan(least);
      long gradientsPerPoint =
          strategy == AMORTIZED
              ? 1
              : strategy == SEMI_AMORTIZED ? 7 : strategy == THROUGH_STEPS ? 17 : 6;
      assertThat(state.counters().gradientEvaluations())
          .isEqualTo(200L * epochs * gradientsPerPoint);
      assertThat(state.counters().step()).isEqualTo(epochs * 7);
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void anInterruptedAndResumedRunIsBitIdentical(InferenceStrategy strategy, @TempDir Path folder) {
    Path file = folder.resolve("run.ckpt");
    Observations data = Bars.of(150);
    TrainingConfig config = config(6).averagingOver(1);
    try (Trainer trainer = trainer(strategy, config);
        TrainingState whole = trainer.train(data)) {
      Observations interrupting = interruptingAt(data, 400);
      Driver.Outcome<TrainingState> part =
          trainer.train(
              trainer.start(150),
              interrupting,
              Monitoring.none(),
              Checkpoints.saving(kept -> Checkpoint.save(file, kept, "c")));
      assertThat(part.complete()).isFalse();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(part.state().counters().batch()).as("stopped inside an epoch").isPositive();
      part.state().close();
      try (Trainer second = trainer(strategy, config);
          TrainingState restored = Checkpoint.restore(file, second, "c")) {
        Driver.Outcome<TrainingState> rest =
            second.train(restored, data, Monitoring.none(), Checkpoints.none());
        assertThat(rest.complete()).isTrue();
        TrainingState resumed = rest.state();
        whole
            .parameters()
            .values()
            .forEach(
                (name, values) ->
                    assertThat(resumed.parameters().values().get(name))
                        .as(name)
                        .containsExactly(values));
        assertThat(resumed.phi().isPresent()).isEqualTo(strategy == SVI || strategy == CONTINUED);
        assertThat(resumed.phi().flatMap(PhiTable::kept).isPresent())
            .isEqualTo(strategy == CONTINUED);
        // All of both runs, moments too.
        resumed.phi().ifPresent(table -> assertSameTable(table, whole.phi().orElseThrow()));
        assertThat(resumed.optimiser().secondMoments().values().get("decoder.W0"))
            .containsExactly(whole.optimiser().secondMoments().values().get("decoder.W0"));
        assertThat(resumed.history().stream().map(EpochMetrics::trainElbo))
            .containsExactlyElementsOf(
                whole.history().stream().map(EpochMetrics::trainElbo).toList());
      }
    }
  }

  private static void assertSameTable(PhiTable actual, PhiTable expected) {
    assertThat(actual.rows()).containsExactly(expected.rows());
    expected
        .kept()
        .ifPresent(
            moments -> {
              PhiTable.Kept kept = actual.kept().orElseThrow();
              assertThat(kept.first()).containsExactly(moments.first());
              assertThat(kept.second()).containsExactly(moments.second());
              assertThat(kept.steps()).containsExactly(moments.steps()).containsOnly(6 * 5);
            });
  }

  /// The same data, whose reader interrupts the working thread at the n-th row read.
  static Observations interruptingAt(Observations data, int n) {
    int[] reads = {0};
    return new Observations() {
      @Override
      public int count() {
        return data.count();
      }

      @Override
      public int dimension() {
        return data.dimension();
      }

      @Override
      public int height() {
        return data.height();
      }

      @Override
      public int width() {
        return data.width();
      }

      @Override
      public void copyRow(int index, long epoch, float[] out, int offset) {
        data.copyRow(index, epoch, out, offset);
        if (++reads[0] == n) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  @Test
  void earlyStoppingKeepsTheBestParameters() {
    TrainingConfig config =
        new TrainingConfig(
            50,
            50,
            1,
            Adam.standard(),
            new LearningRate.Constant(1e-2),
            0,
            OptionalDouble.empty(),
            Optional.of(new StoppingRule.Patience(3, 0)),
            4);
    double[] validation = {-9, -8, -7, -7.5, -8, -9, -10};
    float[][] third = new float[1][];
    int[] epoch = {0};
    try (Trainer trainer = trainer(AMORTIZED, config);
        TrainingState start = trainer.start(100)) {
      HeldOut scripted =
          session -> {
            if (epoch[0] == 2) {
              third[0] = session.parameters().values().get("decoder.W0");
            }
            return validation[epoch[0]++];
          };
      Monitoring monitoring = new Monitoring(Optional.empty(), Optional.of(scripted));
      Driver.Outcome<TrainingState> outcome =
          trainer.train(start, Bars.of(100), monitoring, Checkpoints.none());
      assertThat(outcome.complete()).isTrue();
      TrainingState state = outcome.state();
      assertThat(state.history()).hasSize(6);
      assertThat(state.best().orElseThrow().epoch()).isEqualTo(3);
      assertThat(state.parameters().values().get("decoder.W0")).containsExactly(third[0]);
    }
  }

  /// Every tenth step is averaged: the first few alike, later ones with weights that fall by a
  /// factor e over the epochs that were asked for, here of one step each.
  @Test
  void averagedParametersAreMeasuredAndKept() {
    int epochs = 65;
    double keep = Math.exp(-10.0 / 20);
    List<float[]> measured = new ArrayList<>();
    List<float[]> last = new ArrayList<>();
    HeldOut held =
        session -> {
          measured.add(session.parameters().values().get("decoder.W0"));
          return -1;
        };
    try (Trainer trainer = trainer(AMORTIZED, config(epochs).averagingOver(20));
        TrainingState start = trainer.start(32)) {
      TrainingState end =
          trainer
              .train(
                  start,
                  Bars.of(32),
                  new Monitoring(Optional.of(held), Optional.empty()),
                  state -> last.add(state.parameters().values().get("decoder.W0")))
              .state();
      float[] average = last.getFirst().clone();
      for (int epoch = 0; epoch < epochs; epoch++) {
        if (epoch % 10 == 0) {
          double kept = Math.min(keep, epoch / (epoch + 10.0));
          float[] now = last.get(epoch);
          for (int i = 0; i < average.length; i++) {
            average[i] = (float) (kept * average[i] + (1 - kept) * now[i]);
          }
        }
        assertThat(measured.get(epoch)).containsExactly(average, Offset.offset(1e-5f));
      }
      assertThat(end.parameters().values().get("decoder.W0"))
          .containsExactly(average, Offset.offset(1e-5f));
      assertThat(last.getLast()).as("the last step's").isNotEqualTo(average);
    }
  }

  @Test
  void aWeightOfWhatIsNotThereIsRefused() {
    TrainingConfig plain = TrainingConfig.of(1, 10, 1e-3, 1);
    TrainingConfig weighted = plain.withBeta(2);
    GraphExecutor executor = GraphExecutor.standard();
    assertThatThrownBy(
            () -> new Trainer(executor, MODEL, AMORTIZED, new Iwae(), weighted, "weighted"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'weighted' trains on what has no KL term");
    assertThatThrownBy(
            () -> new Trainer(executor, new AutoregressiveBernoulli(3), weighted, "density"))
        .hasMessageContaining("'density' trains on what has no KL term");
    new Trainer(executor, MODEL, AMORTIZED, new Iwae(), plain, "plain").close();
    assertThatThrownBy(() -> plain.withBeta(-1)).hasMessageContaining("not -1.0");
    assertThatThrownBy(() -> plain.averagingOver(Double.NaN)).hasMessageContaining("not NaN");
  }

  @Test
  void aNonFiniteBoundStopsNamingStepAndBatch() {
    TrainingConfig config =
        new TrainingConfig(
            3,
            50,
            1,
            Adam.standard(),
            new LearningRate.Constant(1e30),
            0,
            OptionalDouble.empty(),
            Optional.empty(),
            4);
    try (Trainer trainer = trainer(AMORTIZED, config);
        TrainingState state = trainer.start(100)) {
      assertThatThrownBy(
              () -> trainer.train(state, Bars.of(100), Monitoring.none(), Checkpoints.none()))
          .isInstanceOf(NonFiniteObjectiveException.class)
          .hasMessageContaining("at step 2 (epoch 1, batch 2)");
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void aThousandStepsGrowNoNativeMemory(InferenceStrategy strategy) {
    // A visit of a local optimisation takes five steps on φ and one on θ.
    int steps = strategy == AMORTIZED ? 1000 : 200;
    int warmUp = 100;
    int points = 32;
    TrainingConfig config = config(warmUp + steps).averagingOver(50);
    try (Trainer trainer = trainer(strategy, config);
        TrainingState state = trainer.start(points)) {
      long[] tracked = new long[2];
      long[] resident = new long[2];
      TrainingState end =
          trainer
              .train(
                  state,
                  Bars.of(points),
                  Monitoring.none(),
                  s -> {
                    int epoch = s.counters().epoch();
                    if (epoch == warmUp || epoch == warmUp + steps) {
                      int i = epoch == warmUp ? 0 : 1;
                      collectGarbage();
                      tracked[i] = Pointer.totalBytes();
                      resident[i] = Pointer.physicalBytes();
                    }
                  })
              .state();
      assertThat(end.counters().step()).isEqualTo(warmUp + steps);
      // ε, data and gradients of a thousand steps are 4 MB: a leak of one of them would show.
      assertThat(tracked[1] - tracked[0]).as("bytes held by ND4J").isLessThan(64 << 10);
      assertThat(resident[1] - resident[0]).as("resident bytes").isLessThan(48 << 20);
    }
  }

  /// JavaCPP frees what the collector found on a thread of its own: some rounds until nothing is
  /// left.
  private static void collectGarbage() {
    try {
      for (int round = 0; round < 5; round++) {
        System.gc();
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void badCheckpointsAreRefusedInOneSentence(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("run.ckpt");
    TrainingConfig config = config(1);
    try (Trainer trainer = trainer(AMORTIZED, config);
        TrainingState state = trainer.start(10)) {
      Checkpoint.save(file, state, "one");
      List<ParameterSpec> specs = trainer.parameters();

      assertThatThrownBy(() -> Checkpoint.restore(file, trainer, "two"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("another configuration");
      assertThatThrownBy(() -> Checkpoint.parameters(file, MODEL.parameters(), "one"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("another model");
      assertThatThrownBy(() -> Checkpoint.parameters(folder.resolve("none"), specs, "one"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("There is no checkpoint");

      byte[] bytes = Files.readAllBytes(file);
      byte[] flipped = bytes.clone();
      flipped[bytes.length / 2] ^= 1;
      refused(folder, flipped, specs, "damaged");
      refused(folder, Arrays.copyOf(bytes, bytes.length - 100), specs, "damaged");
      refused(folder, Arrays.copyOf(bytes, 20), specs, "damaged");
      refused(folder, "PK-something-else".getBytes(), specs, "not a VAE Lab checkpoint");
      refused(folder, new byte[0], specs, "not a VAE Lab checkpoint");
    }
  }

  /// Whoever writes the file may have its hash right.
  @Test
  void aStateThatNoTrainingIsInIsRefused(@TempDir Path folder) {
    Path file = folder.resolve("run.ckpt");
    TrainingConfig config = config(2);
    try (Trainer trainer = trainer(AMORTIZED, config);
        TrainingState state = trainer.start(10)) {
      TrainingState end =
          trainer.train(state, Bars.of(10), Monitoring.none(), Checkpoints.none()).state();
      Checkpoint.save(file, end, "one");
      Map<String, Consumer<CheckpointFile>> changes =
          Map.of(
              "counters", f -> f.doubles().put("counters", new double[3]),
              "history", f -> f.doubles().put("history", new double[10]),
              "first moment", f -> f.floats().remove("first moment/decoder.W0"),
              "parameter", f -> f.floats().get("parameter/decoder.W0")[0] = Float.NaN,
              "other", f -> f.doubles().put("other", new double[1]));
      changes.forEach(
          (name, change) -> {
            CheckpointFile content = CheckpointFile.read(file);
            change.accept(content);
            Path wrong = folder.resolve("wrong.ckpt");
            content.write(wrong);
            assertThatThrownBy(() -> Checkpoint.restore(wrong, trainer, "one"))
                .as(name)
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(name);
          });
      try (TrainingState restored = Checkpoint.restore(file, trainer, "one")) {
        assertThat(trainer.canReach(restored, 10)).isTrue();
        assertThat(trainer.canReach(restored, 100)).isFalse();
      }
    }
  }

  private static void refused(Path folder, byte[] bytes, List<ParameterSpec> specs, String reason)
      throws Exception {
    Path bad = folder.resolve("bad.ckpt");
    Files.write(bad, bytes);
    assertThatThrownBy(() -> Checkpoint.parameters(bad, specs, "one"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(reason);
    assertThat(Files.readAllBytes(bad)).isEqualTo(bytes);
  }

  @Test
  void aCheckpointThatCannotBeWrittenLeavesTheOldOne(@TempDir Path folder) throws Exception {
    try (Trainer trainer = trainer(AMORTIZED, config(1));
        TrainingState state = trainer.start(10)) {
      Checkpoint.save(folder.resolve("run.ckpt"), state, "one");
      byte[] before = Files.readAllBytes(folder.resolve("run.ckpt"));
      // A name that is too long with what is added to it until the file is whole fails the write,
      // for root as well.
      Path file = folder.resolve("r".repeat(240) + ".ckpt");
      Files.write(file, before);
      assertThatThrownBy(() -> Checkpoint.save(file, state, "two"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("cannot be written");
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
  }
}
