package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
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
import org.vaelab.experiment.ExperimentException;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.PhiRows;
import org.vaelab.inference.PhiTable;
import org.vaelab.progress.Progress;
import org.vaelab.train.Checkpoint;
import org.vaelab.train.DataParallel;
import org.vaelab.train.Minibatch;
import org.vaelab.train.Monitoring;
import org.vaelab.train.RemoteGradients;
import org.vaelab.train.StepSums;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingState;

/// Training by Spark tasks against training in this process.
class SparkTrainingTest {
  private static SparkConnection spark;

  @TempDir Path folder;

  @BeforeAll
  static void connect() {
    spark = SparkConnection.open("local[2]", "training");
  }

  @AfterAll
  static void disconnect() {
    spark.close();
  }

  private static Optional<DataParallel> partitions(int count) {
    return Optional.of(new SparkTraining(spark, count));
  }

  @ParameterizedTest
  @EnumSource(SmallTraining.Kind.class)
  void numbersAreThoseOfOneProcessUpToRounding(SmallTraining.Kind kind) {
    SmallTraining.End here = SmallTraining.train(kind, 3, Optional.empty());
    SmallTraining.End there = SmallTraining.train(kind, 3, partitions(2));

    assertThat(there.distance(here)).isLessThan(1e-4);
    for (int i = 0; i < here.elbos().length; i++) {
      assertThat(there.elbos()[i]).isCloseTo(here.elbos()[i], Offset.offset(1e-3));
    }
    assertThat(there.elbos()[2]).isGreaterThan(there.elbos()[0] + 10);
  }

  @ParameterizedTest
  @EnumSource(SmallTraining.Kind.class)
  void numbersAreTheSameToTheBitForAnyPartitions(SmallTraining.Kind kind) {
    SmallTraining.End one = SmallTraining.train(kind, 2, partitions(1));
    SmallTraining.train(kind, 2, partitions(2)).assertSame(one);
    SmallTraining.train(kind, 2, partitions(5)).assertSame(one);
  }

  @ParameterizedTest
  @EnumSource(SmallTraining.Kind.class)
  void aResumedRunIsTheUninterruptedOne(SmallTraining.Kind kind) {
    Path file = folder.resolve("model.ckpt");
    SmallTraining.End whole = SmallTraining.train(kind, 3, partitions(2));
    Thread training = Thread.currentThread();
    Progress.install(
        event -> {
          if (event.task().equals("test") && event.done() == 8) {
            Thread.ofVirtual().start(() -> interruptSoon(training));
          }
        });
    try (Trainer trainer = SmallTraining.trainer(kind, 3)) {
      Driver.Outcome<TrainingState> part =
          trainer.train(
              trainer.start(SmallTraining.POINTS),
              SmallTraining.DATA,
              Monitoring.none(),
              Checkpoints.saving(state -> Checkpoint.save(file, state, "same")),
              partitions(2));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(part.complete()).isFalse();
      assertThat(part.state().counters().step()).isBetween(8L, 17L);
      part.state().close();
    } finally {
      Thread.interrupted();
      Progress.install(_ -> {});
    }
    try (Trainer trainer = SmallTraining.trainer(kind, 3)) {
      TrainingState restored = Checkpoint.restore(file, trainer, "same");
      assertThat(trainer.canReach(restored, SmallTraining.POINTS)).isTrue();
      try (TrainingState end =
          trainer
              .train(
                  restored,
                  SmallTraining.DATA,
                  Monitoring.none(),
                  Checkpoints.none(),
                  partitions(5))
              .state()) {
        SmallTraining.End.of(end).assertSame(whole);
      }
    }
  }

  /// Most likely within a step.
  private static void interruptSoon(Thread thread) {
    try {
      Thread.sleep(15);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    thread.interrupt();
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
    assertThatThrownBy(
            () -> SmallTraining.train(SmallTraining.Kind.CONTINUED, 1, Optional.of(direct)))
        .hasMessage("seen");
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
