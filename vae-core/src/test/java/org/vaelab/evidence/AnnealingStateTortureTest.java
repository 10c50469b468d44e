package org.vaelab.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.NpzAttack;
import org.vaelab.Torture;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.evidence.annealing.AnnealedEstimates;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.evidence.annealing.AnnealingState;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.LinearGaussian;
import org.vaelab.npz.NpyArray;
import org.vaelab.npz.Npz;
import org.vaelab.npz.NpzException;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressListener;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.LogMeanExp;

/// Saved states of annealing, damaged with and without care for checksums: each is refused in one
/// sentence, or goes on to the numbers that its content means.
@Tag("torture")
@Timeout(3600)
class AnnealingStateTortureTest {
  private static final int DATA = 5;
  private static final int LATENT = 2;
  private static final int POINTS = 5;
  private static final int CHAINS = 2;
  private static final LinearGaussian MODEL = new LinearGaussian(DATA, LATENT);
  private static final NoiseSource<Purpose.Evaluation> NOISE =
      NoiseSource.of(1, Purpose.EVALUATION);
  private static final String ORIGIN = "a run";
  private static final AnnealedImportanceSampling ANNEALING =
      new AnnealedImportanceSampling(6, CHAINS, 1, Schedule.LINEAR, 2);

  @TempDir private static Path folder;

  private static Parameters theta;
  private static Session session;
  private static LocalPosteriors prior;
  private static Map<String, NpyArray> half;
  private static ProgressListener before;

  @BeforeAll
  static void interruptARun() {
    before = Progress.install(event -> {});
    SplittableRandom random = new SplittableRandom(4);
    float[] weights = new float[LATENT * DATA];
    float[] x = new float[POINTS * DATA];
    for (float[] each : List.of(weights, x)) {
      for (int i = 0; i < each.length; i++) {
        each[i] = (float) random.nextGaussian();
      }
    }
    theta =
        Parameters.of(
            MODEL.parameters(),
            Map.of(
                "linear.W", weights, "linear.b", new float[DATA], "linear.logScale", new float[1]));
    session = new Session(GraphExecutor.standard(), MODEL, theta);
    prior = session.prior(Points.all(Observations.ofRows(x, DATA)));
    // Between two temperatures of the second of three batches.
    int[] reports = {0};
    Progress.install(
        event -> {
          if (++reports[0] == 10) {
            Thread.currentThread().interrupt();
          }
        });
    Path file = folder.resolve("half.npz");
    assertThatThrownBy(
            () ->
                ANNEALING.advance(
                    session,
                    prior,
                    NOISE,
                    ANNEALING.start(POINTS),
                    Checkpoints.saving(state -> state.save(file, ORIGIN))))
        .isInstanceOf(InterruptedTaskException.class);
    assertThat(Thread.interrupted()).isTrue();
    Progress.install(event -> {});
    assertThat(load(file).pointsDone()).isEqualTo(2);
    half = Npz.read(file);
    assertThat(half).hasSize(8);
  }

  @AfterAll
  static void free() {
    Progress.install(before);
    session.close();
    theta.close();
  }

  private static AnnealingState load(Path file) {
    return AnnealingState.load(file, ORIGIN, ANNEALING, POINTS, LATENT);
  }

  private static AnnealedEstimates resumed(Path file) {
    return ANNEALING.estimates(
        ANNEALING.advance(session, prior, NOISE, load(file), Checkpoints.none()));
  }

  /// @return the estimates, or empty where it was refused in a sentence
  private static Optional<AnnealedEstimates> attempt(Path file) {
    try {
      return Optional.of(resumed(file));
    } catch (NpzException | NonFiniteObjectiveException e) {
      assertThat(e.getMessage()).isNotBlank().endsWith(".");
      assertThat(e.getMessage().lines()).hasSize(1);
      return Optional.empty();
    }
  }

  @Test
  void aDamagedStateIsRefusedOrMeansWhatItSays() throws IOException {
    Path file = folder.resolve("state.npz");
    Path plain = folder.resolve("plain.npz");
    Files.write(file, NpzAttack.harmless(half));
    double[] right = resumed(file).logLikelihood();
    SplittableRandom random = Torture.random("annealing states");
    Map<String, Integer> tally = new TreeMap<>();
    for (int i = 0; i < Torture.tries(); i++) {
      NpzAttack attack = NpzAttack.draw(half, random);
      String what = "attack %d: %s".formatted(i, attack.what());
      Files.write(file, attack.bytes());
      Optional<AnnealedEstimates> got;
      try {
        got = attempt(file);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(what, e);
      }
      tally.merge(got.isPresent() ? "accepted" : "refused", 1, Integer::sum);
      if (got.isPresent() && attack.careless()) {
        assertThat(got.get().logLikelihood()).as(what).containsExactly(right);
      } else if (got.isPresent()) {
        assertThat(attack.twice()).as(what).isFalse();
        assertThat(attack.unreadable()).as(what).noneMatch(half::containsKey);
        Map<String, NpyArray> meaning = attack.meaning();
        Npz.write(plain, meaning);
        assertThat(got.get().logLikelihood())
            .as(what)
            .containsExactly(resumed(plain).logLikelihood());
        if (meaning.get("counters").doubles()[2] == 2) {
          finishedPoints(what, got.get(), meaning.get("logWeights").doubles());
        }
      }
    }
    System.out.printf("annealing states: %d tries, %s%n", Torture.tries(), tally);
    assertThat(tally).containsKeys("accepted", "refused");
  }

  /// The first two points were done: their estimates are means of the weights in the file.
  private static void finishedPoints(String what, AnnealedEstimates got, double[] logWeights) {
    for (int point = 0; point < 2; point++) {
      LogMeanExp mean = new LogMeanExp();
      for (int chain = 0; chain < CHAINS; chain++) {
        mean.add(logWeights[chain * POINTS + point]);
      }
      assertThat(got.logLikelihood()[point]).as(what).isEqualTo(mean.logMean());
    }
  }
}
