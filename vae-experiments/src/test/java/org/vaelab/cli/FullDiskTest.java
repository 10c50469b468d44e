package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.vaelab.cli.Cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.Torture;
import org.vaelab.cli.Cli.Outcome;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressListener;

/// Runs on a file system that is too small, in bytes or in files, at random sizes: one sentence,
// and
/// with more room the run goes on to its end. Needs the right to mount; skipped without.
@Tag("torture")
class FullDiskTest {
  private static final String OPTIONS = " --steps 5 --samples 2";

  @TempDir private Path folder;

  private ProgressListener before;

  @BeforeEach
  void silence() {
    before = Progress.install(event -> {});
  }

  @AfterEach
  void restore() {
    Progress.install(before);
  }

  @Test
  void aFullDiskIsOneSentenceAndNothingIsLost() throws Exception {
    SplittableRandom random = Torture.random("full disk");
    int complaints = 0;
    for (int i = 0; i < Math.max(5, Torture.tries() / 5); i++) {
      boolean bytes = random.nextBoolean();
      // Pages of 4 KB; the root directory takes one of the inodes.
      String limit =
          bytes
              ? "size=" + 4096 * random.nextInt(1, 80)
              : "size=10m,nr_inodes=" + random.nextInt(4, 14);
      complaints += onSmallDisk(limit) ? 1 : 0;
    }
    assertThat(complaints).isPositive();
    System.out.printf("full disk: %d times, each one sentence%n", complaints);
  }

  /// @return whether the disk was too small
  private boolean onSmallDisk(String limit) throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    assumeTrue(execute("mount", "-t", "tmpfs", "-o", limit, "none", disk.toString()) == 0);
    try {
      Path out = disk.resolve("run");
      Outcome outcome = run(("run toy-posterior --out " + out + OPTIONS).split(" "));
      if (outcome.status() == 0) {
        return false;
      }
      assertThat(outcome.err()).as(limit).startsWith("vaelab: ").doesNotContain("\tat ");
      assertThat(outcome.err().lines()).as(limit).hasSize(1);
      assertThat(execute("mount", "-o", "remount,size=20m,nr_inodes=1000", disk.toString()))
          .isZero();
      Outcome again =
          Files.exists(out.resolve("config.json"))
              ? run("run", "toy-posterior", "--resume", out.toString())
              : run(("run toy-posterior --out " + out + OPTIONS).split(" "));
      assertThat(again.err()).as(limit).isEmpty();
      assertThat(again.status()).isZero();
      return true;
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
