package org.vaelab.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.data.Points;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.plot.ImageGrid;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Pictures of what the models make: reconstructions E[x given z] at the mean of q, or at a sample
/// where that has no closed form, and samples from the prior.
public final class Pictures {
  public static final int COLUMNS = 12;
  private static final int SAMPLE_ROWS = 3;
  private static final int SCALE = 2;

  private final int[] ids;
  private final int height;
  private final int width;
  private final long seed;
  private final List<ImageGrid.Row> reconstructions = new ArrayList<>();
  private final List<ImageGrid.Row> samples = new ArrayList<>();
  private Session sampled;

  /// @param originals the points to be reconstructed
  public Pictures(Points originals, long seed) {
    ids = originals.ids();
    height = originals.observations().height();
    width = originals.observations().width();
    this.seed = seed;
    reconstructions.add(new ImageGrid.Row("original", images(originals.x())));
  }

  /// Adds a model's pictures. Samples of a session that comes again, with another q, are the same
  /// and left out.
  ///
  /// @param label what the model is called
  /// @param q of the originals
  public void add(String label, Session session, LocalPosteriors q) {
    NoiseSource<Purpose.Sampling> noise = NoiseSource.of(seed, Purpose.SAMPLING);
    LatentVariableModel model = session.model();
    float[] codes = noise.part(1).gaussian(0, ids, 0, 1, q.family().noiseSize(model.latentSize()));
    reconstructions.add(new ImageGrid.Row(label, images(session.reconstruct(q, codes))));
    if (session == sampled) {
      return;
    }
    sampled = session;
    int[] sampleIds = IntStream.range(0, SAMPLE_ROWS * COLUMNS).toArray();
    float[] prior = noise.gaussian(0, sampleIds, 0, 1, model.prior().noiseSize());
    List<float[]> drawn = images(session.decodePrior(prior));
    for (int r = 0; r < SAMPLE_ROWS; r++) {
      samples.add(
          new ImageGrid.Row(label + " " + (r + 1), drawn.subList(r * COLUMNS, (r + 1) * COLUMNS)));
    }
  }

  private List<float[]> images(float[] rows) {
    return images(rows, height * width);
  }

  /// The rows of a matrix, each an image of so many pixels.
  public static List<float[]> images(float[] rows, int size) {
    List<float[]> images = new ArrayList<>();
    for (int from = 0; from < rows.length; from += size) {
      images.add(Arrays.copyOfRange(rows, from, from + size));
    }
    return images;
  }

  public ImageGrid reconstructions() {
    return new ImageGrid(
        "Test images and their reconstructions E[x | z], z from q(z)",
        height,
        width,
        reconstructions,
        SCALE);
  }

  public ImageGrid samples() {
    return new ImageGrid(
        "Samples from the prior: E[x | z], z ~ p(z)", height, width, samples, SCALE);
  }
}
