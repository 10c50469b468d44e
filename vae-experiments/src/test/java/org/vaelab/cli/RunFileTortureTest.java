package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;
import org.vaelab.Torture;
import org.vaelab.cli.Cli.Outcome;

/// Damages the files of a finished run: continued, it refuses them in one sentence by name, or ends
/// with the same results.
@Tag("torture")
@ExtendWith(MutedProgress.class)
class RunFileTortureTest {
  private static final List<String> FILES =
      List.of(
          "config.json",
          "model.ckpt",
          "estimates/annealed-3.json",
          "estimates/naive-Monte-Carlo.json",
          "estimates/importance-sampling-best-q-.json");

  @TempDir private Path folder;

  @Test
  void aDamagedFileIsRefusedByNameOrHarmless() throws Exception {
    Path run = folder.resolve("run");
    Path images = Cli.writeImages(folder);
    Outcome first =
        run(
            ("run estimators --model vae --data %s --hidden 4 --latent 4 --epochs 1 --points 3 --samples 10 --temperatures 3 --chains 2 --leapfrog-steps 1 --simulated 0 --out %s"
                    .formatted(images, run))
                .split(" "));
    assertThat(first.status()).as(first.err()).isZero();
    byte[] results = Files.readAllBytes(run.resolve("per-point.csv"));
    SplittableRandom random = Torture.random("run files");
    int refused = 0;
    for (int i = 0; i < Torture.tries(); i++) {
      String name = FILES.get(i % FILES.size());
      Path file = run.resolve(name);
      byte[] original = Files.readAllBytes(file);
      byte[] damaged = mutated(original, random);
      Files.write(file, damaged);
      Outcome outcome = run("run", "estimators", "--resume", run.toString());
      String mutation = "mutation %d of %s".formatted(i, name);
      assertThat(outcome.err()).as(mutation).doesNotContain("\tat ");
      if (outcome.status() == 0) {
        assertThat(outcome.err().lines()).as(mutation).allMatch(line -> line.startsWith("Note: "));
        assertThat(Files.readAllBytes(run.resolve("per-point.csv")))
            .as(mutation)
            .isEqualTo(results);
      } else {
        refused++;
        assertThat(outcome.status()).as(mutation).isEqualTo(1);
        assertThat(outcome.err()).as(mutation).startsWith("vaelab: ").contains(run.toString());
        assertThat(outcome.err().lines()).as(mutation).hasSize(1);
        assertThat(Files.readAllBytes(file)).as(mutation).isEqualTo(damaged);
      }
      Files.write(file, original);
    }
    System.out.printf("run files: %d of %d mutations refused%n", refused, Torture.tries());
    assertThat(refused).isPositive();
  }

  private static byte[] mutated(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> bytes = Arrays.copyOf(bytes, at);
      case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 20), (byte) 0);
      default -> {
        // A digit of a number or a hash becomes another.
        while (bytes[at] < '0' || bytes[at] > '9') {
          at = (at + 1) % bytes.length;
        }
        bytes[at] = (byte) ('0' + (bytes[at] - '0' + 1 + random.nextInt(9)) % 10);
      }
    }
    return bytes;
  }
}
