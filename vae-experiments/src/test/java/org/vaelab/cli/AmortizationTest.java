package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.number;
import static org.vaelab.cli.Cli.rows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;
import org.vaelab.data.Idx;
import org.vaelab.data.ImageSet;

/// The experiment about amortized inference on labelled images of three classes.
@ExtendWith(MutedProgress.class)
class AmortizationTest {
  private static final int SIDE = 8;
  private static final int TRAIN = 90;

  @TempDir private Path folder;

  /// @param strange what the images of class 2 have added to their pixels
  private Path images(String name, int strange) throws Exception {
    Path own = Files.createDirectories(folder.resolve(name));
    for (String split : List.of("train", "test")) {
      int count = split.equals("train") ? TRAIN : 30;
      byte[] pixels = new byte[count * SIDE * SIDE];
      byte[] labels = new byte[count];
      for (int i = 0; i < pixels.length; i++) {
        int image = i / (SIDE * SIDE);
        labels[image] = (byte) (image % 3);
        int added = split.equals("train") && image % 3 == 2 ? strange : 0;
        pixels[i] = (byte) ((i / SIDE % 3 == image % 3 ? 200 : i % 17) + added);
      }
      Idx.writeImages(
          own.resolve(split + "-images-idx3-ubyte"),
          new ImageSet(count, SIDE, SIDE, pixels, new byte[0]));
      Idx.writeLabels(own.resolve(split + "-labels-idx1-ubyte"), labels);
    }
    return own;
  }

  private Path run(String name, Path images, String more) throws Exception {
    Path out = folder.resolve(name);
    String options =
        "run amortization --latent 2 --hidden 8 --epochs 3 --batch 20 --held-out 2"
            + " --encoder-images 40 --points 6 --optimal-steps 20 --optimal-samples 2"
            + " --elbo-samples 20 --steps 2,5 --timed 4,8 --repeats 2"
            + more;
    Cli.Outcome outcome = Cli.run((options + " --data " + images + " --out " + out).split(" "));
    assertThat(outcome.status()).as(outcome.err()).isIn(0, 3);
    return out;
  }

  private static String stored(Path run, String name) throws Exception {
    return Files.readString(run.resolve("inference/" + name + ".json"))
        .replaceAll("(?s)\"provenance\".*?\"value\"", "");
  }

  /// Other training images of the class that is left out leave all that was trained without it as
  /// it was, to the last bit, but the encoder for the decoder of all classes.
  @Test
  void theClassIsAbsentFromTraining() throws Exception {
    Path plain = run("plain", images("a", 0), "");
    Path strange = run("strange", images("b", 50), "");
    for (String group : List.of("class-2", "others-than-2")) {
      String without = "without-class-2-" + group;
      assertThat(stored(strange, without)).isEqualTo(stored(plain, without)).contains("phi");
      for (String of : List.of("with-the-decoder-", "encoder-without-class-2-")) {
        assertThat(stored(strange, of + group)).isNotEqualTo(stored(plain, of + group));
      }
    }
  }

  /// Every encoder takes as many steps as the model: 3 epochs of 5 batches, of which the last has
  /// but 10 of the 90 images. Those of 40 images have two batches of 20 an epoch.
  @Test
  void gradientsAreCounted() throws Exception {
    Path run = run("run", images("a", 0), "");
    List<String[]> encoders = rows(run.resolve("encoders.csv"));
    int gradients =
        Arrays.asList(Files.readAllLines(run.resolve("encoders.csv")).getFirst().split(","))
            .indexOf("gradients");
    assertThat(encoders.stream().map(row -> row[0]))
        .containsExactly("with the decoder", "of 40 images", "of 90 images");
    assertThat(encoders.stream().map(row -> number(row, gradients)))
        .containsExactly(3.0 * 90, 15.0 * 20, 3.0 * 90);
    List<String[]> crossings = rows(run.resolve("crossings.csv"));
    // 64·8 + 8 + 8·4 + 4 numbers.
    assertThat(number(crossings.get(1), 3)).isEqualTo(4 * 556);
    assertThat(number(crossings.get(1), 2)).isEqualTo(16);
  }

  @Test
  void aResumedRunHasTheSameResults() throws Exception {
    Path run = run("run", images("a", 0), "");
    var before = RunResults.of(run);
    for (String name :
        List.of(
            "encoders.csv",
            "optima/with-the-decoder-test.json",
            "inference/without-class-2-class-2.json",
            "svi/5-steps.json",
            "without-class-2.ckpt")) {
      Files.delete(run.resolve(name));
    }
    assertThat(Cli.run("run", "amortization", "--resume", run.toString()).status()).isIn(0, 3);
    assertThat(RunResults.of(run)).isEqualTo(before);
  }

  @Test
  void withoutLabelsNoClassCanBeLeftOut() throws Exception {
    Path unlabelled = Cli.writeImages(folder);
    Cli.Outcome outcome =
        Cli.run("run", "amortization", "--data", unlabelled.toString(), "--out", folder + "/run");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("no labels", "--held-out none");
    assertThat(folder.resolve("run/config.json")).doesNotExist();
  }
}
