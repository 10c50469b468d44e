package org.vaelab.experiment;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;

/// Codes of images, and what they are decoded to, by a trained model.
public final class Codes {
  private Codes() {}

  /// Means of q.
  ///
  /// @return `[N][Z]`
  /// @throws IllegalArgumentException if the family of q has no mean in closed form
  public static float[][] means(Session session, LocalPosteriors q) {
    float[] means = session.means(q);
    int size = session.model().latentSize();
    return IntStream.range(0, q.count())
        .mapToObj(i -> Arrays.copyOfRange(means, i * size, (i + 1) * size))
        .toArray(float[][]::new);
  }

  /// E[x given z].
  ///
  /// @param z codes, each of Z numbers
  /// @return `[N, D]`, row-major
  public static float[] decode(Session session, float[]... z) {
    return session.decode(joined(session.model().latentSize(), z));
  }

  /// @return `[N, Z]`, row-major
  private static float[] joined(int size, float[]... z) {
    float[] rows = new float[z.length * size];
    for (int i = 0; i < z.length; i++) {
      if (z[i].length != size) {
        throw new ExperimentException(
            "Code %d has %d numbers; z of this model has %d.".formatted(i, z[i].length, size));
      }
      System.arraycopy(z[i], 0, rows, i * size, size);
    }
    return rows;
  }
}
