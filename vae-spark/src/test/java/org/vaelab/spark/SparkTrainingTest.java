package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.algorithm.Driver;
import org.vaelab.data.Binarisation;
import org.vaelab.data.ImageSet;
import org.vaelab.data.Observations;
import org.vaelab.data.StrokeDigits;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.PhiRows;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Svi;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.Elbo;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.progress.Progress;
import org.vaelab.train.Checkpoint;
import org.vaelab.train.DataParallel;
import org.vaelab.train.Minibatch;
import org.vaelab.train.Monitoring;
import org.vaelab.train.RemoteGradients;
import org.vaelab.train.StepSums;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;
import org.vaelab.train.TrainingState;

/// Training by Spark tasks against training in this process.
class SparkTrainingTest {
  private static final int POINTS = 103; // The last batch is smaller, and its shares differ.
  private static final int SHARDS = 5;
  private static final int LATENT = 3;
  private static final GraphExecutor EXECUTOR = GraphExecutor.standard();
  private static final ImageSet IMAGES = StrokeDigits.generate(POINTS, 1, 2).train();
  private static final Observations DATA = Observations.of(IMAGES, Binarisation.STOCHASTIC, 5);

  private static SparkConnection spark;

  @TempDir Path folder;

  /// Strategies whose states differ.
  enum Kind {
    AMORTIZED,
    WARM,
    CONTINUED
  }

  @BeforeAll
  static void connect() {
    spark = SparkConnection.open("local[2]", "training");
  }

  @AfterAll
  static void disconnect() {
    spark.close();
  }

  private static InferenceStrategy strategy(Kind kind) {
    DiagonalGaussianFamily family = new DiagonalGaussianFamily();
    if (kind == Kind.AMORTIZED) {
      return new Amortized(family, IMAGES.dimension(), LATENT, List.of(16), Activation.TANH);
    }
    LocalOptimisation steps =
        LocalOptimisation.ofSteps(4, 1, new LearningRate.Constant(0.05));
    InnerLoop.Start start = kind == Kind.WARM ? InnerLoop.Start.WARM : InnerLoop.Start.CONTINUED;
    return new Svi(family, new InnerLoop(steps, start), steps);
  }

  /// ε of Adam is large, so that the rounding of gradients near 0 stays small in the steps.
  private static Trainer trainer(Kind kind, int epochs) {
    TrainingConfig config =
        new TrainingConfig(
                epochs,
                20,
                2,
                new Adam(0.9, 0.999, 1e-2),
                new LearningRate.Constant(0.01),
                0,
                OptionalDouble.empty(),
                Optional.empty(),
                3)
            .ofShards(SHARDS);
    Vae model =
        new Vae(
            IMAGES.dimension(), LATENT, List.of(16), Activation.TANH, new Likelihood.Bernoulli());
    return new Trainer(EXECUTOR, model, strategy(kind), Elbo.standard(), config, "test");
  }

  /// What a training ended with.
  private record End(Map<String, float[]> parameters, float[] phi, double[] elbos) {
    static End of(TrainingState state) {
      return new End(
          state.parameters().values(),
          state.phi().map(table -> table.rows()).orElse(new float[0]),
          state.history().stream().mapToDouble(epoch -> epoch.trainElbo()).toArray());
    }

    void assertSame(End other) {
      assertThat(parameters.keySet()).isEqualTo(other.parameters.keySet());
      parameters.forEach((name, v) -> assertThat(v).as(name).isEqualTo(other.parameters.get(name)));
      assertThat(phi).isEqualTo(other.phi);
      assertThat(elbos).isEqualTo(other.elbos);
    }

    /// Largest difference of a number.
    double distance(End other) {
      double largest = 0;
      for (String name : parameters.keySet()) {
        largest = Math.max(largest, distance(parameters.get(name), other.parameters.get(name)));
      }
      return Math.max(largest, distance(phi, other.phi));
    }

    private static double distance(float[] a, float[] b) {
      assertThat(a).hasSameSizeAs(b);
      double largest = 0;
      for (int i = 0; i < a.length; i++) {
        largest = Math.max(largest, Math.abs(a[i] - b[i]));
      }
      return largest;
    }
  }

  private static End train(Kind kind, int epochs, Optional<DataParallel> elsewhere) {
    try (Trainer trainer = trainer(kind, epochs);
        TrainingState end =
            trainer
                .train(
                    trainer.start(POINTS),
                    DATA,
                    Monitoring.none(),
                    Checkpoints.none(),
                    elsewhere)
                .state()) {
      return End.of(end);
    }
  }

  private static Optional<DataParallel> partitions(int count) {
    return Optional.of(new SparkTraining(spark, count));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void numbersAreThoseOfOneProcessUpToRounding(Kind kind) {
    End here = train(kind, 3, Optional.empty());
    End there = train(kind, 3, partitions(2));

    assertThat(there.distance(here)).isLessThan(1e-4);
    for (int i = 0; i < here.elbos.length; i++) {
      assertThat(there.elbos[i]).isCloseTo(here.elbos[i], Offset.offset(1e-3));
    }
    assertThat(there.elbos[2]).isGreaterThan(there.elbos[0] + 10);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void numbersAreTheSameToTheBitForAnyPartitions(Kind kind) {
    End one = train(kind, 2, partitions(1));
    train(kind, 2, partitions(2)).assertSame(one);
    train(kind, 2, partitions(5)).assertSame(one);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aResumedRunIsTheUninterruptedOne(Kind kind) {
    Path file = folder.resolve("model.ckpt");
    End whole = train(kind, 3, partitions(2));
    Progress.install(
        event -> {
          if (event.task().equals("test") && event.done() == 8) {
            Thread.currentThread().interrupt();
          }
        });
    try (Trainer trainer = trainer(kind, 3)) {
      Driver.Outcome<TrainingState> part =
          trainer.train(
              trainer.start(POINTS),
              DATA,
              Monitoring.none(),
              Checkpoints.saving(state -> Checkpoint.save(file, state, "same")),
              partitions(2));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(part.complete()).isFalse();
      assertThat(part.state().counters().step()).isEqualTo(8);
      part.state().close();
    } finally {
      Thread.interrupted();
      Progress.install(_ -> {});
    }
    try (Trainer trainer = trainer(kind, 3)) {
      TrainingState restored = Checkpoint.restore(file, trainer, "same");
      assertThat(trainer.canReach(restored, POINTS)).isTrue();
      try (TrainingState end =
          trainer
              .train(restored, DATA, Monitoring.none(), Checkpoints.none(), partitions(5))
              .state()) {
        End.of(end).assertSame(whole);
      }
    }
  }

  @Test
  void phiStaysWithItsShardAndIsTakenFromTheDriverWhereItIsLost() {
    AtomicInteger asked = new AtomicInteger();
    DataParallel direct =
        (recipe, minibatches, data) ->
            new OneStep(
                (at, parameters, phi) -> {
                  try (RemoteGradients gradients = recipe.open()) {
                    gradients.assign(parameters.values());
                    TrainingShard shard = new TrainingShard(0, minibatches, data);
                    int[] ids = shard.ids(minibatches, at);
                    Supplier<PhiRows> driver =
                        () -> {
                          asked.incrementAndGet();
                          return phi.orElseThrow().copy(ids);
                        };
                    long[] never = {-1, -1, -1, -1};
                    long[] left = {0, 0, 0, 0};
                    shard.compute(gradients, at, ids, never, driver);
                    assertThat(asked).hasValue(1);
                    shard.compute(gradients, at, ids, left, driver);
                    assertThat(asked).hasValue(1);
                    shard.compute(gradients, at, ids, new long[] {0, 0, 0, 9}, driver);
                    assertThat(asked).hasValue(2);
                    shard.fresh().compute(gradients, at, ids, left, driver);
                    assertThat(asked).hasValue(3);
                    throw new ExperimentException("seen");
                  }
                });
    assertThatThrownBy(() -> train(Kind.CONTINUED, 1, Optional.of(direct))).hasMessage("seen");
  }

  /// A run by a function.
  private record OneStep(Step of) implements DataParallel.Run {
    private interface Step {
      StepSums step(Minibatch at, Parameters parameters, Optional<PhiTable> phi);
    }

    @Override
    public StepSums step(Minibatch at, Parameters parameters, Optional<PhiTable> phi) {
      return of.step(at, parameters, phi);
    }

    @Override
    public void close() {}
  }
}
