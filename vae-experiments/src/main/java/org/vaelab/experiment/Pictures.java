package org.vaelab.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.data.Points;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.plot.ImageGrid;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Pictures of what the models make: reconstructions E[x given z] at the mean of q, and samples
/// from the prior.
final class Pictures {
  static final int COLUMNS = 12;
  private static final int SAMPLE_ROWS = 3;
  private static final int SCALE = 2;

  private final int height;
  private final int width;
  private final long seed;
  private final List<ImageGrid.Row> reconstructions = new ArrayList<>();
  private final List<ImageGrid.Row> samples = new ArrayList<>();

  /// @param originals the points to be reconstructed
  Pictures(Points originals, long seed) {
    height = originals.observations().height();
    width = originals.observations().width();
    this.seed = seed;
    reconstructions.add(new ImageGrid.Row("original", images(originals.x())));
  }

  /// Adds a model's pictures.
  ///
  /// @param q of the originals
  void add(Method method, Session session, LocalPosteriors q) {
    reconstructions.add(
        new ImageGrid.Row(method.label(), images(session.decode(session.means(q)))));
    int latent = session.model().latentSize();
    int[] sampleIds = IntStream.range(0, SAMPLE_ROWS * COLUMNS).toArray();
    float[] prior = NoiseSource.of(seed, Purpose.SAMPLING).gaussian(0, sampleIds, 0, 1, latent);
    List<float[]> drawn = images(session.decode(prior));
    for (int r = 0; r < SAMPLE_ROWS; r++) {
      samples.add(
          new ImageGrid.Row(
              method.label() + " " + (r + 1), drawn.subList(r * COLUMNS, (r + 1) * COLUMNS)));
    }
  }

  private List<float[]> images(float[] rows) {
    int size = height * width;
    List<float[]> images = new ArrayList<>();
    for (int from = 0; from < rows.length; from += size) {
      images.add(Arrays.copyOfRange(rows, from, from + size));
    }
    return images;
  }

  ImageGrid reconstructions() {
    return new ImageGrid(
        "Test images and their reconstructions E[x | z] at the mean of q(z)",
        height,
        width,
        reconstructions,
        SCALE);
  }

  ImageGrid samples() {
    return new ImageGrid(
        "Samples from the prior: E[x | z], z ~ N(0, I)", height, width, samples, SCALE);
  }
}
