package org.vaelab.experiment;

import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.inference.Computation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.report.explorer.Posteriors;

/// q of images as a page draws it: mean and log σ of a diagonal Gaussian, draws of any other.
final class PosteriorSketch {
  private static final int DRAWS = 50;
  private static final int BATCH = 100;
  private static final long PART = 3;

  private PosteriorSketch() {}

  /// @param detailed the first so many are drawn in full, the others by their means
  static Posteriors of(Session session, LocalPosteriors q, int detailed, long seed) {
    int size = session.model().latentSize();
    float[] mean = new float[q.count() * size];
    if (q.family() instanceof DiagonalGaussianFamily) {
      float[] rows = q.phi().rows();
      float[] logScale = new float[detailed * size];
      for (int i = 0; i < q.count(); i++) {
        System.arraycopy(rows, 2 * i * size, mean, i * size, size);
        if (i < detailed) {
          System.arraycopy(rows, (2 * i + 1) * size, logScale, i * size, size);
        }
      }
      return Posteriors.of(mean, logScale, new float[0]);
    }
    float[] draws = new float[detailed * DRAWS * size];
    for (int from = 0; from < q.count(); from += BATCH) {
      try (LocalPosteriors part = q.copy(from, Math.min(q.count(), from + BATCH))) {
        float[] z = draws(session, part, seed);
        for (int row = 0; row < DRAWS * part.count(); row++) {
          int i = from + row % part.count();
          for (int d = 0; d < size; d++) {
            mean[i * size + d] += z[row * size + d] / DRAWS;
          }
          if (i < detailed) {
            int draw = row / part.count();
            System.arraycopy(z, row * size, draws, (i * DRAWS + draw) * size, size);
          }
        }
      }
    }
    return Posteriors.of(mean, new float[0], draws);
  }

  /// `[K, B, Z]`
  private static float[] draws(Session session, LocalPosteriors q, long seed) {
    int noiseSize = q.family().noiseSize(session.model().latentSize());
    float[] noise =
        NoiseSource.of(seed, Purpose.SAMPLING)
            .part(PART)
            .gaussian(0, q.points().ids(), 0, DRAWS, noiseSize);
    session.feed(q).inputs().set(PosteriorFamily.NOISE, noise, (long) DRAWS * q.count(), noiseSize);
    return HostArrays.floats(session.run(new Draws(q.family())).output("z"));
  }

  private record Draws(PosteriorFamily family) implements Computation {
    @Override
    public void write(Graph graph, LatentVariableModel model) {
      int size = model.latentSize();
      graph.output(
          "z",
          family
              .posterior(graph, family.phi(graph, size), size)
              .sample(family.noise(graph, size), DRAWS)
              .mul(1)); // A sample may be the noise itself.
    }
  }
}
