package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;
import org.vaelab.Torture;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.algorithm.Driver;
import org.vaelab.algorithm.StoppingRule;
import org.vaelab.data.Observations;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.Svi;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;

/// Checkpoints whose content was changed and whose hash is right again, so that the hash cannot
/// tell: each is refused in one sentence, or is the state that it says, from which training goes
/// on.
@Tag("torture")
@Timeout(3600)
@ExtendWith(MutedProgress.class)
class CheckpointTortureTest {
  private static final int POINTS = 20;
  private static final String CONFIGURATION = "settings";
  private static final Vae MODEL =
      new Vae(Bars.SIZE, 2, List.of(3), Activation.TANH, new Likelihood.Bernoulli());
  private static final Observations DATA = Bars.of(POINTS);
  private static final TrainingConfig CONFIG =
      new TrainingConfig(
              2,
              8,
              1,
              Adam.standard(),
              LearningRate.standard(1e-2),
              0,
              OptionalDouble.empty(),
              Optional.of(new StoppingRule.Patience(2, 0)),
              4)
          .averagingOver(1);
  private static final Monitoring MONITORING =
      new Monitoring(Optional.of(session -> -5), Optional.of(session -> -6));

  @TempDir Path folder;

  private static Trainer trainer() {
    LocalOptimisation inner = LocalOptimisation.ofSteps(1, 1, new LearningRate.Constant(0.1));
    InferenceStrategy svi =
        new Svi(
            new DiagonalGaussianFamily(), new InnerLoop(inner, InnerLoop.Start.CONTINUED), inner);
    return new Trainer(GraphExecutor.standard(), MODEL, svi, Elbo.standard(), CONFIG, "training");
  }

  @Test
  void changedContentIsRefusedOrTheStateThatItSays() throws Exception {
    SplittableRandom random = Torture.random("checkpoints");
    Path file = folder.resolve("run.ckpt");
    Map<String, Integer> tally = new TreeMap<>();
    try (Trainer trainer = trainer();
        TrainingState start = trainer.start(POINTS)) {
      // In the second of two epochs, so that every kind of entry is there.
      Observations interrupting = TrainerTest.interruptingAt(DATA, POINTS + 9);
      TrainingState state =
          trainer.train(start, interrupting, MONITORING, Checkpoints.none()).state();
      state.notes().put("epoch", "a note");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(state.counters().batch()).isPositive();
      assertThat(state.best()).isPresent();
      Checkpoint.save(file, state, CONFIGURATION);
      byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < Torture.tries(); i++) {
        String what = "change %d: %s".formatted(i, change(file, whole, random));
        try {
          tally.merge(attempt(trainer, file) ? "accepted" : "refused", 1, Integer::sum);
        } catch (RuntimeException | Error e) {
          throw new AssertionError(what, e);
        }
      }
    }
    System.out.printf("checkpoints with right hashes: %d tries, %s%n", Torture.tries(), tally);
    assertThat(tally).containsKeys("accepted", "refused");
  }

  /// @return whether it was accepted
  private boolean attempt(Trainer trainer, Path file) {
    try (TrainingState state = Checkpoint.restore(file, trainer, CONFIGURATION)) {
      Path again = folder.resolve("again.ckpt");
      Checkpoint.save(again, state, CONFIGURATION);
      CheckpointFile said = CheckpointFile.read(file);
      CheckpointFile kept = CheckpointFile.read(again);
      assertThat(kept.texts()).isEqualTo(said.texts());
      kept.floats().forEach((n, values) -> assertThat(values).isEqualTo(said.floats().get(n)));
      // A counter of -0 comes back as 0.
      kept.doubles()
          .forEach(
              (n, values) ->
                  assertThat(Arrays.stream(values).map(value -> value + 0.0))
                      .containsExactlyElementsOf(
                          Arrays.stream(said.doubles().get(n))
                              .map(value -> value + 0.0)
                              .boxed()
                              .toList()));
      if (!trainer.canReach(state, POINTS)) {
        return false;
      }
      Driver.Outcome<TrainingState> outcome =
          trainer.train(state, DATA, MONITORING, Checkpoints.none());
      assertThat(outcome.complete()).isTrue();
      assertThat(outcome.state().history()).hasSize(2);
      return true;
    } catch (CheckpointException | NonFiniteObjectiveException e) {
      assertThat(e.getMessage()).isNotBlank().endsWith(".");
      assertThat(e.getMessage().lines()).hasSize(1);
      return false;
    }
  }

  /// Writes a changed file with its right hash.
  ///
  /// @return what was changed
  private static String change(Path file, byte[] whole, SplittableRandom random) throws Exception {
    if (random.nextBoolean()) {
      byte[] content = Arrays.copyOf(whole, whole.length - 32);
      int at = random.nextInt(8, content.length);
      String what = "bytes at " + at;
      switch (random.nextInt(4)) {
        case 0 -> content[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> content = Arrays.copyOf(content, at);
        case 2 -> {
          int[] values = {-1, 0, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, random.nextInt()};
          at = Math.min(at, content.length - 4);
          ByteBuffer.wrap(content).putInt(at, values[random.nextInt(values.length)]);
        }
        default -> content = Arrays.copyOf(content, content.length + random.nextInt(1, 60));
      }
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      byte[] bytes = Arrays.copyOf(content, content.length + hash.length);
      System.arraycopy(hash, 0, bytes, content.length, hash.length);
      Files.write(file, bytes);
      return what;
    }
    Files.write(file, whole);
    CheckpointFile content = CheckpointFile.read(file);
    String what =
        switch (random.nextInt(3)) {
          case 0 -> text(content, random);
          case 1 -> floats(content.floats(), random);
          default -> doubles(content.doubles(), random);
        };
    content.write(file);
    return what;
  }

  private static <T> String pick(Map<String, T> entries, SplittableRandom random) {
    List<String> names = new ArrayList<>(entries.keySet());
    return names.get(random.nextInt(names.size()));
  }

  private static String text(CheckpointFile content, SplittableRandom random) {
    String name = pick(content.texts(), random);
    String other = List.of("", "other", "note/", "note/x", "\0").get(random.nextInt(5));
    switch (random.nextInt(3)) {
      case 0 -> content.texts().remove(name);
      case 1 -> content.texts().put(name, other);
      default -> content.texts().put(other, "x");
    }
    return "text %s, %s".formatted(name, other);
  }

  private static String floats(Map<String, float[]> entries, SplittableRandom random) {
    String name = pick(entries, random);
    float[] values = entries.get(name);
    float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE, 0, -1, 1e-40f, 0.1f};
    switch (random.nextInt(5)) {
      case 0 -> entries.remove(name);
      case 1 -> entries.put(name, Arrays.copyOf(values, random.nextInt(2 * values.length + 2)));
      case 2 -> entries.put(name + "x", values);
      case 3 -> {
        entries.remove(name);
        entries.put(name.replaceFirst("[a-z ]+/", ""), values);
      }
      default -> values[random.nextInt(values.length)] = odd[random.nextInt(odd.length)];
    }
    return "floats " + name;
  }

  private static String doubles(Map<String, double[]> entries, SplittableRandom random) {
    String name = pick(entries, random);
    double[] values = entries.get(name);
    double[] odd = {Double.NaN, Double.NEGATIVE_INFINITY, 1e300, 0, -1, 0.5, 1, 2, 3, 7, 1L << 40};
    int at = random.nextInt(values.length);
    switch (random.nextInt(5)) {
      case 0 -> entries.remove(name);
      case 1 -> entries.put(name, Arrays.copyOf(values, random.nextInt(2 * values.length + 2)));
      default -> values[at] = odd[random.nextInt(odd.length)];
    }
    return "doubles %s, %d: %s".formatted(name, at, Arrays.toString(values));
  }
}
