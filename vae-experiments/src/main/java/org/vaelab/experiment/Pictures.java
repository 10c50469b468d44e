package org.vaelab.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Parameters;
import org.vaelab.model.LatentVariableModel;
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

  /// @param originals the points to be reconstructed, `[N, D]`, row-major
  Pictures(int height, int width, float[] originals, long seed) {
    this.height = height;
    this.width = width;
    this.seed = seed;
    reconstructions.add(new ImageGrid.Row("original", images(originals)));
  }

  /// Adds a model's pictures.
  ///
  /// @param phi its q of the originals, `[N, P]`, whose first Z columns are the means
  void add(
      Method method,
      GraphExecutor executor,
      LatentVariableModel model,
      Parameters parameters,
      float[] phi) {
    int latent = model.latentSize();
    int points = reconstructions.getFirst().images().size();
    int rowSize = phi.length / points;
    float[] means = new float[points * latent];
    for (int i = 0; i < points; i++) {
      System.arraycopy(phi, i * rowSize, means, i * latent, latent);
    }
    int[] sampleIds = IntStream.range(0, SAMPLE_ROWS * COLUMNS).toArray();
    float[] prior = NoiseSource.of(seed, Purpose.SAMPLING).gaussian(0, sampleIds, 0, 1, latent);
    Graph graph = new Graph(DataType.FLOAT);
    graph.output("mean", model.mean(graph, graph.input("z", -1, latent)));
    try (CompiledGraph decoder = executor.compile(graph, List.of("mean"), List.of());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.share(parameters);
      reconstructions.add(
          new ImageGrid.Row(method.label(), images(decode(decoder, inputs, means, latent))));
      List<float[]> drawn = images(decode(decoder, inputs, prior, latent));
      for (int r = 0; r < SAMPLE_ROWS; r++) {
        samples.add(
            new ImageGrid.Row(
                method.label() + " " + (r + 1), drawn.subList(r * COLUMNS, (r + 1) * COLUMNS)));
      }
    }
  }

  private static float[] decode(CompiledGraph decoder, Inputs inputs, float[] z, int latent) {
    return HostArrays.floats(
        decoder.run(inputs.set("z", z, z.length / latent, latent)).output("mean"));
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
