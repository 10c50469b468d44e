package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.progress.Progress;

/// Training by the command, and with a standalone cluster of processes on this machine.
@Timeout(180)
class TrainingClusterTest {
  private static final String MEMORY = "spark.executor.memory";

  @TempDir Path folder;

  @AfterEach
  void forget() {
    System.clearProperty(MEMORY);
    Progress.install(_ -> {});
  }

  @Test
  void anExecutorThatIsKilledChangesNoNumber() {
    SmallTraining.End reference;
    try (SparkConnection spark = SparkConnection.open("local[2]", "reference")) {
      reference =
          SmallTraining.train(
              SmallTraining.Kind.CONTINUED, 2, Optional.of(new SparkTraining(spark, 2)));
    }
    System.setProperty(MEMORY, "512m");
    AtomicBoolean killed = new AtomicBoolean();
    try (TrialCluster cluster = TrialCluster.start()) {
      cluster.addWorker(1, "512m");
      cluster.addWorker(1, "512m");
      Progress.install(
          event -> {
            // In the second epoch, when all of φ is with the executors.
            if (event.done() == 8 && !killed.get()) {
              killed.set(executor().destroyForcibly());
            }
          });
      try (SparkConnection spark = SparkConnection.open(cluster.url(), "training")) {
        SmallTraining.train(
                SmallTraining.Kind.CONTINUED, 2, Optional.of(new SparkTraining(spark, 2)))
            .assertSame(reference);
      }
    }
    assertThat(killed).isTrue();
  }

  @Test
  void theCommandLeavesARunThatOthersRead() {
    Path run = folder.resolve("run");
    List<String> train =
        List.of(
            "run train --data stroke-digits --train-points 90 --test-points 20 --epochs 2"
                .split(" "));
    List<String> small =
        List.of(
            "--hidden 8 --latent 2 --batch 20 --samples 5 --curve-points 5 --likelihood-points 5"
                .split(" "));
    List<String> svi =
        List.of("--strategy svi --inner-steps 2 --test-steps 2 --shards 4".split(" "));
    List<String> arguments =
        Stream.of(train, small, svi, List.of("--master", "local[2]", "--out", run.toString()))
            .flatMap(List::stream)
            .toList();
    Problem.Outcome outcome = Problem.run(arguments);
    assertThat(outcome.status()).as(outcome.err()).isIn(0, 3);
    assertThat(run.resolve("model.ckpt")).exists();

    Path exported = folder.resolve("model.npz");
    Problem.Outcome export =
        Problem.run(List.of("export", run.toString(), "--npz", exported.toString()));
    assertThat(export.status()).as(export.err()).isZero();
    assertThat(exported).exists();
  }

  @Test
  void shardsThatDoNotDivideTheBatchAreRefused() {
    Problem.Outcome outcome =
        Problem.run(
            List.of("run", "train", "--batch", "100", "--shards", "3", "--master", "local[2]"));
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.err()).contains("100 images", "3 shards", "--shards that divides --batch");
  }

  private static ProcessHandle executor() {
    return ProcessHandle.current()
        .children()
        .flatMap(ProcessHandle::children)
        .findFirst()
        .orElseThrow();
  }
}
