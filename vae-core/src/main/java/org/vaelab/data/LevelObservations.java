package org.vaelab.data;

/// Images of which each grey level has one value.
///
/// @param values of the levels 0..255
record LevelObservations(ImageSet images, float[] values) implements Observations {
  private static final int LEVELS = 256;

  /// x = level / 255
  static LevelObservations grey(ImageSet images) {
    float[] values = new float[LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      values[level] = level / 255f;
    }
    return new LevelObservations(images, values);
  }

  /// x = 1 where level / 255 is at least one half, else 0.
  static LevelObservations threshold(ImageSet images) {
    float[] values = new float[LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      values[level] = 2 * level >= LEVELS - 1 ? 1 : 0;
    }
    return new LevelObservations(images, values);
  }

  @Override
  public int count() {
    return images.count();
  }

  @Override
  public Observations slice(int from, int to) {
    return RowObservations.of(this, from, to);
  }

  @Override
  public int dimension() {
    return images.dimension();
  }

  @Override
  public int height() {
    return images.height();
  }

  @Override
  public int width() {
    return images.width();
  }

  @Override
  public void copyRow(int index, long epoch, float[] out, int offset) {
    byte[] pixels = images.pixels();
    int dimension = dimension();
    int start = index * dimension;
    for (int d = 0; d < dimension; d++) {
      out[offset + d] = values[pixels[start + d] & 0xFF];
    }
  }
}
