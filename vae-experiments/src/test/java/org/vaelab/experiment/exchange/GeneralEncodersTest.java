package org.vaelab.experiment.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vaelab.data.Binarisation;
import org.vaelab.data.ImageSet;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;

/// Random bits cost what they are (and PNG's byte for each row of four), blank images next to
/// nothing.
class GeneralEncodersTest {
  private static final int COUNT = 100;
  private static final int SIZE = 28 * 32;

  private static Points images(byte[] pixels) {
    return Points.all(
        Observations.frozen(
            new ImageSet(COUNT, 28, 32, pixels, new byte[0]), Binarisation.THRESHOLD, 1));
  }

  @Test
  void randomBitsAndBlankImages() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] pixels = new byte[COUNT * SIZE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (random.nextBoolean() ? 255 : 0);
    }
    int raw = COUNT * SIZE / Byte.SIZE;
    assertThat(GeneralEncoders.bytes(images(pixels)))
        .containsOnlyKeys("gzip", "bzip2", "PNG")
        .allSatisfy((name, bytes) -> assertThat(bytes).isBetween(raw, raw * 13 / 10));
    assertThat(GeneralEncoders.bytes(images(new byte[pixels.length])))
        .allSatisfy((name, bytes) -> assertThat(bytes).isLessThan(raw / 20));
  }
}
