package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;
import org.vaelab.NpzAttack;
import org.vaelab.Torture;
import org.vaelab.cli.Cli.Outcome;
import org.vaelab.npz.NpyArray;
import org.vaelab.npz.Npz;

/// An exported model, damaged with and without care for checksums, and evaluated: it is refused in
/// one sentence, or the numbers are those of the model that it holds.
@Tag("torture")
@Timeout(7200)
@ExtendWith(MutedProgress.class)
class ModelFileTortureTest {
  @TempDir private Path folder;

  private Path file;
  private Map<String, NpyArray> arrays;

  @BeforeEach
  void exportAModel() throws Exception {
    Path images = Cli.writeImages(folder);
    Path run = folder.resolve("run");
    Outcome trained =
        run(
            ("run svi-vs-amortized --data %s --latent 2 --hidden 3 --batch 32"
                    + " --strategies amortized --seeds 1 --gradients 1 --test-steps 2"
                    + " --optimal-steps 3 --optimal-samples 2 --samples 10 --points 4"
                    + " --curve-points 4 --curve-samples 3 --out %s")
                .formatted(images, run)
                .split(" "));
    assertThat(trained.status()).as(trained.err()).isIn(0, 3);
    file = folder.resolve("model.npz");
    Outcome exported = run("export", run.toString(), "--npz", file.toString());
    assertThat(exported.status()).as(exported.err()).isZero();
    arrays = Npz.read(file);
    assertThat(arrays).containsKeys("decoder.W1", "encoder.W1", "x_test", "log_p_hat");
  }

  private Outcome evaluate(Path model) {
    Path csv = folder.resolve("images.csv");
    Outcome outcome =
        run(
            "evaluate",
            "--npz=" + model,
            "--points=2",
            "--samples=5",
            "--optimal-steps=1",
            "--out=" + csv);
    try {
      String rows = outcome.status() == 1 ? "" : Files.readString(csv);
      return new Outcome(outcome.status(), outcome.out() + rows, outcome.err());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aDamagedModelIsRefusedOrTheModelThatItHolds() throws IOException {
    SplittableRandom random = Torture.random("models");
    Files.write(file, NpzAttack.harmless(arrays));
    Outcome right = evaluate(file);
    assertThat(right.status()).as(right.err()).isIn(0, 3);
    Map<String, Integer> tally = new TreeMap<>();
    for (int i = 0; i < Torture.tries(); i++) {
      NpzAttack attack = NpzAttack.draw(arrays, random);
      String what = "attack %d: %s".formatted(i, attack.what());
      Files.write(file, attack.bytes());
      Outcome outcome = evaluate(file);
      tally.merge(outcome.status() == 1 ? "refused" : "accepted", 1, Integer::sum);
      assertThat(outcome.err()).as(what).doesNotContain("\tat ");
      if (outcome.status() == 1) {
        assertThat(outcome.err().lines()).as(what).hasSize(1);
        assertThat(outcome.err().strip()).as(what).startsWith("vaelab: ").endsWith(".");
      } else if (attack.careless()) {
        assertThat(outcome).as(what).isEqualTo(right);
      } else {
        assertThat(outcome.status()).as(what).isIn(0, 3);
        assertThat(attack.twice()).as(what).isFalse();
        assertThat(attack.unreadable())
            .as(what)
            .noneMatch(name -> name.matches("x_test|(en|de)coder[.][Wb][0-9]+"));
        Path plain = folder.resolve("plain.npz");
        Npz.write(plain, attack.meaning());
        assertThat(outcome).as(what).isEqualTo(evaluate(plain));
      }
    }
    System.out.printf("models: %d tries, %s%n", Torture.tries(), tally);
    assertThat(tally).containsKeys("accepted", "refused");
  }

  /// 16 MB of zeros in a file of 16 KB, under true and false sizes.
  @Test
  void anArrayThatExpandsHugelyIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("decoder.W0.npy"));
      String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 8388608), }\n";
      zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
      zip.write(new byte[] {(byte) header.length(), 0});
      zip.write(header.getBytes(StandardCharsets.US_ASCII));
      zip.write(new byte[1 << 24]);
    }
    byte[] bomb = bytes.toByteArray();
    assertThat(bomb.length).isLessThan(1 << 15);
    int directory = new String(bomb, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    ByteBuffer fields = ByteBuffer.wrap(bomb).order(ByteOrder.LITTLE_ENDIAN);
    int truth = fields.getInt(directory + 24);
    for (int size : List.of(truth, 1000, truth - 1, truth + 1, Integer.MAX_VALUE, -1, -2)) {
      fields.putInt(directory + 24, size);
      Files.write(file, bomb);
      Outcome outcome = evaluate(file);
      assertThat(outcome.status()).as("declared size %d", size).isEqualTo(1);
      assertThat(outcome.err().lines()).as("declared size %d", size).hasSize(1);
      assertThat(outcome.err()).startsWith("vaelab: ").doesNotContain("Exception");
    }
  }
}
