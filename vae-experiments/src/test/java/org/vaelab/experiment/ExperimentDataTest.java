package org.vaelab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.data.Binarisation;
import org.vaelab.data.Idx;
import org.vaelab.data.ImageSet;
import org.vaelab.data.Observations;

class ExperimentDataTest {
  private static final int IMAGES = 200;
  private static final int SIDE = 10;
  private static final int GREY = 127;

  @TempDir Path images;

  @BeforeEach
  void greyImages() {
    byte[] pixels = new byte[IMAGES * SIDE * SIDE];
    Arrays.fill(pixels, (byte) GREY);
    ImageSet set = new ImageSet(IMAGES, SIDE, SIDE, pixels, new byte[0]);
    for (String part : List.of("train", "test", "valid")) {
      Idx.writeImages(images.resolve(part + "-images.idx"), set);
    }
  }

  /// Of bits drawn alone with P = 127/255, half agree. The agreement of a right sampler lies more
  /// than five standard deviations off with probability 6e-7, for each of the pairs, over seeds;
  /// these are fixed. Runs of seed and seed + 1 once shared the bits of train and test, or of test
  /// and validation.
  @Test
  void splitsAndSeedsHaveIndependentBits() {
    List<float[]> all = new ArrayList<>();
    for (long seed = 1; seed <= 3; seed++) {
      ExperimentData data = open(seed);
      all.add(bits(data.training()));
      all.add(bits(data.frozenTrain()));
      all.add(bits(data.frozenTest()));
      all.add(bits(data.validation().orElseThrow()));
    }
    double q = GREY / 255.0;
    double p = q * q + (1 - q) * (1 - q);
    int n = all.getFirst().length;
    for (int a = 0; a < all.size(); a++) {
      for (int b = 0; b < a; b++) {
        int agree = 0;
        for (int i = 0; i < n; i++) {
          agree += all.get(a)[i] == all.get(b)[i] ? 1 : 0;
        }
        assertThat((agree - n * p) / Math.sqrt(n * p * (1 - p)))
            .as("agreement of the bits %d and %d", b, a)
            .isBetween(-5.0, 5.0);
      }
    }
  }

  @Test
  void aSeedGivesTheSameBitsAgain() {
    assertThat(open(5).frozenTest().sha256()).isEqualTo(open(5).frozenTest().sha256());
  }

  private ExperimentData open(long seed) {
    return ExperimentData.open(
        new DataSettings(images.toString(), Binarisation.STOCHASTIC, 0, 0, seed),
        true,
        Optional.empty());
  }

  private static float[] bits(Observations data) {
    return ExperimentData.rows(data, ExperimentData.all(data.count()));
  }
}
