package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.number;
import static org.vaelab.cli.Cli.rows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.MutedProgress;
import org.vaelab.data.Idx;
import org.vaelab.data.ImageSet;

/// The experiment about missing pixels on images whose top half says what the bottom half shows.
@ExtendWith(MutedProgress.class)
class MissingPixelsTest {
  private static final int SIDE = 8;

  @TempDir private Path folder;

  private Path images() throws Exception {
    Path own = Files.createDirectories(folder.resolve("own"));
    for (String split : List.of("train", "test")) {
      int count = split.equals("train") ? 400 : 40;
      byte[] pixels = new byte[count * SIDE * SIDE];
      for (int i = 0; i < pixels.length; i++) {
        int image = i / (SIDE * SIDE);
        boolean left = i % SIDE < SIDE / 2;
        pixels[i] = (byte) (left == (image % 2 == 0) ? 230 : 25);
      }
      Idx.writeImages(
          own.resolve(split + "-images-idx3-ubyte"),
          new ImageSet(count, SIDE, SIDE, pixels, new byte[0]));
    }
    return own;
  }

  @ParameterizedTest
  @ValueSource(strings = {"made", "pixel-cnn"})
  void boundsAndImputationsAreRight(String joint) throws Exception {
    Path out = folder.resolve("out");
    String options =
        "run missing-pixels --latent 2 --hidden 16 --epochs 20 --batch 20 --joint "
            + joint
            + (joint.equals("made") ? " --joint-hidden 16" : " --joint-channels 4 --joint-layers 1")
            + " --joint-epochs 20 --images 4 --steps 200 --step-samples 10 --sweeps 5 --samples 200"
            + " --train-samples 2 --points 20 --test-steps 30 --learning-rate 0.01";
    Cli.Outcome outcome = Cli.run((options + " --data " + images() + " --out " + out).split(" "));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    List<String[]> small = rows(out.resolve("small-images.csv"));
    assertThat(small.stream().map(row -> row[0]))
        .containsExactly("φ = 0.5", "φ = 1", "top of a 9", "REINFORCE", "VIMCO", "Gumbel-softmax");
    for (String[] row : small) {
      double elbo = number(row, 5);
      double logP = number(row, 7);
      assertThat(elbo).isLessThanOrEqualTo(logP + 1e-6);
      assertThat(logP - elbo).isCloseTo(number(row, 9), Offset.offset(1e-4));
    }
    for (int optimised : List.of(3, 5)) {
      assertThat(number(small.get(optimised), 5)).isGreaterThan(number(small.getFirst(), 5));
    }
    // An image has its left or its right half full of ink, 230 of 255; no model knows more.
    double ink = 230.0 / 255;
    double entropy = -ink * Math.log(ink) - (1 - ink) * Math.log(1 - ink);
    double most = -Math.log(2) - SIDE * SIDE * entropy;
    String[] exact = rows(out.resolve("whole-images.csv")).getFirst();
    assertThat(number(exact, 2)).isBetween(most - 4, most + 4 * number(exact, 3));
    // The half that is seen says which half of each row is ink, which the mean does not know.
    List<String[]> imputed = rows(out.resolve("imputations.csv"));
    for (String[] row : imputed) {
      if (row[1].startsWith("VAE") || row[1].contains("neighbour")) {
        assertThat(number(row, 4)).as(row[0] + ", " + row[1]).isPositive();
      }
    }
    assertThat(imputed).hasSize(3 * 7);
  }
}
