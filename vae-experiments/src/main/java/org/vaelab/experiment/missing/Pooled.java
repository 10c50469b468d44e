package org.vaelab.experiment.missing;

import org.vaelab.data.Observations;

/// Images of a few large pixels, small enough for sums over all of their top halves: a pixel is ink
/// where a quarter of what it stands for is.
///
/// @param of larger images of bits
/// @param height rows
/// @param width columns
record Pooled(Observations of, int height, int width) implements Observations {
  private static final int HEIGHT = 6;
  private static final int WIDTH = 4;
  private static final double INK = 0.25;

  /// Of 6 x 4 pixels, or as many as there are.
  static Pooled of(Observations images) {
    return new Pooled(images, Math.min(HEIGHT, images.height()), Math.min(WIDTH, images.width()));
  }

  @Override
  public int count() {
    return of.count();
  }

  @Override
  public int dimension() {
    return height * width;
  }

  @Override
  public void copyRow(int index, long epoch, float[] out, int offset) {
    float[] image = new float[of.dimension()];
    of.copyRow(index, epoch, image, 0);
    double[] ink = new double[dimension()];
    double[] area = new double[dimension()];
    for (int d = 0; d < image.length; d++) {
      int row = d / of.width() * height / of.height();
      int column = d % of.width() * width / of.width();
      ink[row * width + column] += image[d];
      area[row * width + column]++;
    }
    for (int p = 0; p < ink.length; p++) {
      out[offset + p] = ink[p] >= INK * area[p] ? 1 : 0;
    }
  }
}
