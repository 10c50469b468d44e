package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.Torture;

/// Kills every experiment at random moments and continues it until it is done: the result is that
/// of a run that nobody disturbed, byte for byte, but for measured time.
@Tag("torture")
class KillTortureTest {
  private static final List<String> SIGNALS = List.of("KILL", "TERM", "INT");
  private static final String IMAGES =
      " --data stroke-digits --train-points 200 --test-points 40 --hidden 8 --batch 50 --latent 2";
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry(
              "gradients",
              IMAGES
                  + " --epochs 2 --dimensions 1,3 --sample-counts 2,4 --estimates 500"
                  + " --learning-rate-factors 0.3,1 --seeds 2 --gradient-points 1 --points 4"
                  + " --samples 20 --curve-points 3 --curve-samples 5"),
          Map.entry(
              "inner-optimisers",
              IMAGES
                  + " --epochs 2 --seeds 2 --points 4 --selection-points 3 --steps 3,6"
                  + " --samples 1,2 --most-gradients 12 --optimal-steps 20 --optimal-samples 2"
                  + " --elbo-samples 20 --repeats 2"),
          Map.entry(
              "amortization",
              IMAGES
                  + " --epochs 2 --held-out 7 --encoder-images 50 --points 4 --optimal-steps 20"
                  + " --optimal-samples 2 --elbo-samples 20 --steps 1,5 --timed 10,40 --repeats 3"),
          Map.entry(
              "autoencoder",
              IMAGES
                  + " --epochs 2 --betas 3 --lambdas 0.01 --warm-up 1 --points 10 --samples 10"
                  + " --principal-components 3"),
          Map.entry("latent-space", IMAGES + " --epochs 3 --points 20 --samples 20"),
          Map.entry(
              "messages",
              IMAGES
                  + " --epochs 2 --points 10 --samples 10 --bits 2,4 --widths 0.5 --chains 3"
                  + " --svi-steps 2,5 --optimal-steps 10"),
          Map.entry(
              "missing-pixels",
              IMAGES
                  + " --epochs 2 --joint-hidden 8 --joint-epochs 3 --images 3 --steps 20"
                  + " --step-samples 2 --sweeps 2 --samples 20 --train-samples 2 --points 5"
                  + " --test-steps 5"),
          Map.entry(
              "mixture",
              IMAGES
                  + " --epochs 2 --clusters 4 --restarts 2 --seeds 2 --principal-components 3"
                  + " --points 60 --spreads 1 --draws 2"),
          Map.entry(
              "svi-vs-amortized",
              IMAGES
                  + " --seeds 2 --gradients 6 --inner-steps 2 --inner-rate-factors 0.3,1"
                  + " --learning-rate-factors 2,6 --pilot-points 20 --pilot-gradients 5"
                  + " --test-steps 2 --optimal-steps 60 --optimal-samples 2"
                  + " --samples 50 --points 6 --curve-points 4 --curve-samples 10"),
          Map.entry(
              "train",
              IMAGES
                  + " --strategy semi-amortized --inner-steps 2 --test-steps 2 --epochs 3 --patience 2"
                  + " --samples 50 --curve-points 6 --likelihood-points 6"),
          Map.entry(
              "inference-gap",
              IMAGES
                  + " --epochs 4 --encoders none --decoders none --points 4 --selection-points 4"
                  + " --samples 50 --optimal-steps 10 --optimal-samples 2 --elbo-samples 20"
                  + " --snapshots 1,2,4"),
          Map.entry(
              "estimators",
              " --model vae"
                  + IMAGES
                  + " --epochs 2 --points 4 --samples 50 --temperatures 3,10,30 --chains 3"
                  + " --leapfrog-steps 2 --simulated 4"),
          Map.entry(
              "posterior-2d",
              IMAGES + " --epochs 2 --images 2 --optimal-steps 20 --optimal-samples 2"),
          Map.entry(
              "svi",
              IMAGES
                  + " --starts warm,encoder --optimisers adam,natural --steps 1,3 --gradients 8"
                  + " --learning-rate-factors 1,2 --seeds 1 --test-steps 5 --points 6 --samples 20"),
          Map.entry("toy-posterior", " --steps 50 --samples 5"),
          Map.entry("elbo", " --posteriors 3 --samples 500"),
          Map.entry(
              "marginal-likelihood",
              IMAGES
                  + " --epochs 2 --train-samples 2 --images 2 --repetitions 50 --samples 10 --missing 2"));

  @TempDir private Path folder;

  private int runs;
  private int kills;

  @ParameterizedTest
  @MethodSource("org.vaelab.cli.SmallRuns#experiments")
  void aKilledRunEndsAsAnUndisturbedOne(String experiment) throws Exception {
    SplittableRandom random = Torture.random("kill " + experiment);
    Path whole = folder.resolve("whole");
    long begin = System.nanoTime();
    Child.End end = begin(experiment, whole).await();
    long duration = System.nanoTime() - begin;
    assertThat(end.status()).as(end.output()).isZero();
    Map<String, String> expected = RunResults.of(whole);
    assertThat(expected).hasSizeGreaterThan(4);

    int wanted = Math.max(3, Torture.tries() / 20);
    while (kills < wanted) {
      Path part = folder.resolve("part-" + runs++);
      disturbed(experiment, part, random, duration, wanted);
      Map<String, String> got = RunResults.of(part);
      assertThat(got.keySet()).isEqualTo(expected.keySet());
      for (String name : expected.keySet()) {
        assertThat(got.get(name)).as("%s of %s", name, part).isEqualTo(expected.get(name));
      }
    }
    System.out.printf("%s: %d kills, %d runs, all to the same bytes%n", experiment, kills, runs);
  }

  /// TERM as soon as the first picture is on its way: no trace, and nothing half drawn stays for
  /// ever.
  @ParameterizedTest
  @CsvSource({"svi-vs-amortized", "posterior-2d"})
  void aSignalWhileFiguresAreDrawn(String experiment) throws Exception {
    SplittableRandom random = Torture.random("figures " + experiment);
    Path whole = folder.resolve("whole");
    Child.End end = begin(experiment, whole).await();
    assertThat(end.status()).as(end.output()).isZero();
    Map<String, String> expected = RunResults.of(whole);
    int hits = 0;
    for (int i = 0; i < Math.max(1, Torture.tries() / 100); i++) {
      Path part = folder.resolve("part-" + runs++);
      Child child = begin(experiment, part);
      while (!child.ended() && !drawing(part)) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
      child.signal("TERM");
      end = child.await();
      assertThat(end.output()).doesNotContain("\tat ").doesNotContain("Exception");
      assertThat(end.status()).as(end.output()).isIn(0, 130, 143);
      if (end.status() != 0) {
        hits++;
        end = Child.start(log(), List.of("run", experiment, "--resume", part.toString())).await();
        assertThat(end.status()).as(end.output()).isZero();
      }
      assertThat(RunResults.of(part)).isEqualTo(expected);
    }
    System.out.printf("%s: %d runs ended while figures were drawn%n", experiment, hits);
  }

  private static boolean drawing(Path run) throws IOException {
    if (!Files.isDirectory(run)) {
      return false;
    }
    try (Stream<Path> files = Files.list(run)) {
      return files.anyMatch(file -> file.toString().matches(".*([.]svg|[.]png|/[.]figure-.*)"));
    }
  }

  /// A run that is killed and continued until it is done.
  private void disturbed(
      String experiment, Path part, SplittableRandom random, long duration, int wanted)
      throws Exception {
    Child child = begin(experiment, part);
    while (true) {
      if (kills < wanted) {
        waitForAMoment(child, part, random, duration);
        String signal = SIGNALS.get(kills % SIGNALS.size());
        if (!child.ended()) {
          child.signal(signal);
          kills++;
        }
      }
      Child.End end = child.await();
      assertThat(end.output()).doesNotContain("\tat ").doesNotContain("Exception");
      if (end.status() == 0) {
        return;
      }
      assertThat(end.status()).as(end.output()).isIn(130, 137, 143);
      child =
          Files.exists(part.resolve("config.json"))
              ? Child.start(log(), List.of("run", experiment, "--resume", part.toString()))
              : begin(experiment, part);
    }
  }

  /// Mostly one at which the run is at work, not the JVM at its start.
  private static void waitForAMoment(Child child, Path part, SplittableRandom random, long duration)
      throws Exception {
    boolean atWork = random.nextInt(4) > 0;
    while (atWork && !child.ended() && !Files.exists(part.resolve(".lock"))) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    long until = System.nanoTime() + random.nextLong(duration / (atWork ? 2 : 1));
    while (!child.ended() && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private Child begin(String experiment, Path out) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("run", experiment, "--out", out.toString()));
    arguments.addAll(List.of(OPTIONS.get(experiment).trim().split(" ")));
    return Child.start(log(), arguments);
  }

  private Path log() {
    return folder.resolve("log.txt");
  }
}
