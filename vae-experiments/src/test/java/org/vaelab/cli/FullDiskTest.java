package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.vaelab.cli.Cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.MutedProgress;
import org.vaelab.Torture;
import org.vaelab.cli.Cli.Outcome;

/// Runs on a file system that is too small, in bytes or in files, at random sizes: one sentence,
/// and with more room the run goes on to the bytes of one that always had room. Needs the right to
/// mount; skipped without.
@Tag("torture")
@Timeout(3600)
@ExtendWith(MutedProgress.class)
class FullDiskTest {
  private static final int PAGE = 4096;

  @TempDir private Path folder;

  private Path images;

  @BeforeEach
  void prepare() throws Exception {
    images = Cli.writeImages(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "svi-vs-amortized",
    "train",
    "inference-gap",
    "estimators",
    "posterior-2d",
    "toy-posterior",
    "mixture"
  })
  void aFullDiskIsOneSentenceAndNothingIsLost(String experiment) throws Exception {
    Path whole = folder.resolve("whole");
    Outcome roomy = begin(experiment, whole);
    assertThat(roomy.status()).as(roomy.err()).isIn(0, 3);
    Map<String, String> expected = RunResults.of(whole);
    int pages = 0;
    int nodes = 0;
    try (Stream<Path> files = Files.walk(whole)) {
      for (Path file : files.toList()) {
        pages += Math.ceilDiv((int) Files.size(file), PAGE);
        nodes++;
      }
    }
    SplittableRandom random = Torture.random("full disk " + experiment);
    int tries = Math.max(3, Torture.tries() / 40);
    int complaints = 0;
    for (int i = 0; i < tries; i++) {
      // The root directory takes one of the inodes.
      String limit =
          random.nextBoolean()
              ? "size=" + PAGE * random.nextInt(1, pages)
              : "size=20m,nr_inodes=" + random.nextInt(3, nodes + 1);
      complaints += onSmallDisk(experiment, limit, expected) ? 1 : 0;
    }
    assertThat(complaints).isPositive();
    System.out.printf(
        "full disk, %s: %d of %d times too small, each one sentence%n",
        experiment, complaints, tries);
  }

  private Outcome begin(String experiment, Path out) {
    String options = SmallRuns.options(experiment, images);
    return run(("run " + experiment + " --out " + out + options).split(" "));
  }

  /// @return whether the disk was too small
  private boolean onSmallDisk(String experiment, String limit, Map<String, String> expected)
      throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    assumeTrue(execute("mount", "-t", "tmpfs", "-o", limit, "none", disk.toString()) == 0);
    try {
      Path out = disk.resolve("run");
      Outcome outcome = begin(experiment, out);
      boolean full = outcome.status() == 1;
      if (full) {
        assertThat(outcome.err()).as(limit).startsWith("vaelab: ").doesNotContain("\tat ");
        assertThat(outcome.err().lines()).as(limit).hasSize(1);
        assertThat(execute("mount", "-o", "remount,size=40m,nr_inodes=1000", disk.toString()))
            .isZero();
        outcome =
            Files.exists(out.resolve("config.json"))
                ? run("run", experiment, "--resume", out.toString())
                : begin(experiment, out);
      }
      assertThat(outcome.status()).as(limit + outcome.err()).isIn(0, 3);
      assertThat(RunResults.of(out)).as(limit).isEqualTo(expected);
      return full;
    } finally {
      execute("umount", "-l", disk.toString());
    }
  }

  private static int execute(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return -1; // No such program.
    }
    return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
  }
}
