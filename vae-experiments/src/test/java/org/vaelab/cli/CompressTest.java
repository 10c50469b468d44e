package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;
import org.vaelab.cli.Cli.Outcome;
import org.vaelab.data.Idx;
import org.vaelab.data.ImageSet;

/// Images go into a file and come back byte for byte; whatever is wrong with the file, the model or
/// the options is said in a sentence, and nothing is written.
@Timeout(300)
@ExtendWith(MutedProgress.class)
class CompressTest {
  private static final String IMAGES = "test-images-idx3-ubyte";
  private static final int COUNT = 45;

  @TempDir static Path folder;
  private static Path data;
  private static Path run;
  private static Path npz;

  @BeforeAll
  static void trainAModel() throws Exception {
    data = Files.createDirectory(folder.resolve("bits"));
    Idx.writeImages(data.resolve("train-images-idx3-ubyte"), bits(60));
    Idx.writeImages(data.resolve(IMAGES), bits(COUNT));
    run = folder.resolve("run");
    npz = folder.resolve("model.npz");
    String train =
        "run train --latent 3 --hidden 8 --epochs 2 --batch 20 --samples 5 --curve-points 3 --likelihood-points 3 --data %s --out %s";
    assertThat(run(train, data, run).status()).isZero();
    assertThat(run("export %s --npz %s", run, npz).status()).isZero();
  }

  private static ImageSet bits(int count) {
    SplittableRandom random = new SplittableRandom(count);
    byte[] pixels = new byte[count * 6 * 5];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (random.nextInt(4) == 0 ? 255 : 0);
    }
    return new ImageSet(count, 6, 5, pixels, new byte[0]);
  }

  private static Outcome run(String command, Object... arguments) {
    return Cli.run(command.formatted(arguments).split(" "));
  }

  private static void refused(Outcome outcome, String why) {
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.err()).contains(why);
    assertThat(outcome.err().lines().filter(line -> line.startsWith("vaelab: "))).hasSize(1);
  }

  @Test
  void imagesComeBackByteForByte() throws Exception {
    String[] ways = {
      run.toString(), npz.toString(), npz + " --svi-steps 3", npz + " --chains 1 --latent-bits 8"
    };
    for (String way : ways) {
      Path file = folder.resolve("whole.vaebb");
      Outcome packed = run("compress %s --data %s --out %s", way, data, file);
      assertThat(packed.err()).isEmpty();
      assertThat(packed.out())
          .contains("marginal rate", "initial bits", "%,d bytes".formatted(Files.size(file)))
          .contains("gzip of the same bits", "bzip2 of the same bits", "PNG of the same bits")
          .doesNotContain("grey");
      Path out = folder.resolve("out-" + way.hashCode());
      Outcome unpacked = run("decompress %s --out %s", file, out);
      assertThat(unpacked.err()).isEmpty();
      assertThat(out.resolve(IMAGES)).hasSameBinaryContentAs(data.resolve(IMAGES));
    }
  }

  @Test
  void someImages() {
    Path file = folder.resolve("some.vaebb");
    assertThat(run("compress %s --data %s --out %s --points 7", run, data, file).status()).isZero();
    Path out = folder.resolve("some");
    assertThat(run("decompress %s --out %s --model %s", file, out, npz).status()).isZero();
    ImageSet all = Idx.readImages(data.resolve(IMAGES));
    assertThat(Idx.readImages(out.resolve(IMAGES))).isEqualTo(all.head(7));
  }

  @Test
  void greyImagesAreSentAsBits() throws Exception {
    Path grey = Files.createDirectory(folder.resolve("grey"));
    byte[] pixels = bits(COUNT).pixels().clone();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (pixels[i] == 0 ? 20 : 230);
    }
    for (String name : new String[] {"train-images", IMAGES}) {
      Idx.writeImages(grey.resolve(name), new ImageSet(COUNT, 6, 5, pixels, new byte[0]));
    }
    Path file = folder.resolve("grey.vaebb");
    Outcome packed =
        run("compress %s --data %s --out %s --binarisation threshold", npz, grey, file);
    assertThat(packed.out()).contains("The images are grey", "bytes 0 and 255");
    Path out = folder.resolve("from-grey");
    assertThat(run("decompress %s --out %s", file, out).out()).contains("(threshold, seed 1)");
    assertThat(Idx.readImages(out.resolve(IMAGES))).isEqualTo(bits(COUNT));
    refused(
        run("compress %s --data %s --out %s --binarisation none", npz, grey, file),
        "gives no bits");
  }

  @Test
  void nothingIsWrittenOfADamagedFile() throws Exception {
    Path file = folder.resolve("flipped.vaebb");
    assertThat(run("compress %s --data %s --out %s", npz, data, file).status()).isZero();
    byte[] bytes = Files.readAllBytes(file);
    Path out = folder.resolve("of-damaged");
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 50; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      refused(run("decompress %s --out %s", file, out), "get it again");
    }
    assertThat(out).doesNotExist();
  }

  @Test
  void anotherModelIsRefused() {
    Path other = folder.resolve("other");
    String train =
        "run train --latent 3 --hidden 8 --epochs 1 --batch 20 --samples 5 --curve-points 3 --likelihood-points 3 --data %s --out %s";
    assertThat(run(train, data, other).status()).isZero();
    Path file = folder.resolve("one.vaebb");
    assertThat(run("compress %s --data %s --out %s", npz, data, file).status()).isZero();
    Path out = folder.resolve("of-other");
    refused(run("decompress %s --out %s --model %s", file, out, other), "another model");
    refused(run("decompress %s --out %s --model %s", file, out, folder.resolve("x")), "no model");
    refused(run("decompress %s --out %s", npz, out), "no message");
    refused(run("compress %s --data %s --out %s", npz, data, folder.resolve("x.zip")), ".vaebb");
    refused(run("compress %s --data stroke-digits --out %s", npz, file), "30 pixels");
    assertThat(out).doesNotExist();
  }
}
